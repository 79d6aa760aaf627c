/// What a scheme that learns its weights on held-out frames may ask of a step. The batch is cut in two: the first half is
/// trained on, the second is held out.
public protocol BilevelProblem: AnyObject {
  /// Learning rate of the step under way.
  var rate: Double { get }
  /// The training half's gradients at the parameters that the step began with, over all parameters, [T, P].
  var trainingRows: GradientRows { get }
  /// Takes `steps` plain gradient steps on Σ weights[t] Lₜ over the training half from where the parameters are, and gives
  /// the losses where they end. Stops early where a loss is no number any more.
  func descend(weights: [Double], rate: Double, steps: Int) -> [Double]
  /// The losses of the held-out half at the present parameters, and their gradients over all parameters, [T, P].
  func heldOut() -> (losses: [Double], rows: GradientRows)
  /// Back to the parameters that the step began with.
  func restore()
}

extension Evidence {
  /// What schemes on two levels look at.
  func bilevelEvidence(_ name: String) -> (problem: any BilevelProblem, rows: GradientRows) {
    guard let bilevel else { preconditionFailure("\(name) needs a held-out half") }
    return (bilevel, bilevel.trainingRows)
  }
}
