import Foundation

/// A number for an image, as the age of the person in it; the loss is over images whose number is known.
public struct Regression: NamedTask, ImageValueTask, BoundedTask, ScaledTask {
  public static let name = "regression"
  public static let summary =
    "A number for an image: L1, squares or ordinal bins (Rothe et al. 2018); absolute errors, RMSE, R²"

  /// What is learned of the number.
  public enum Form: String, CaseIterable, Sendable {
    /// The mean absolute error.
    case l1
    /// The mean squared error.
    case mse
    /// A class of equally spaced values; the answer is the expectation of the softmax.
    case bins
  }

  public var name: String = Self.name
  let unit: String
  private let form: Form
  private let scale: Float
  private let bins: Bins

  public init(_ options: inout Options) throws {
    unit = try options.take(
      "unit", default: "", characters: 0...20, "unit of the number: years, cm")
    form = try options.take(
      "loss", default: Form.l1,
      "absolute error, squared error, or cross-entropy over bins whose expectation is the answer")
    let scale = try options.take(
      "scale", default: 1.0, in: 1e-6...1e6,
      "answers are the network's output times this, and the loss is of the error divided by it")
    let from = try options.take("from", default: 0.0, in: -1e9...1e9, "value of the first bin")
    let to = try options.take("to", default: 100.0, in: -1e9...1e9, "value of the last bin")
    let count = try options.take("bins", default: 101, in: 2...1000, "bins, for loss: bins")
    guard from < to else {
      throw OptionError(
        key: "to",
        message:
          "found \(OptionValue.number(to)), expected more than from, \(OptionValue.number(from))")
    }
    guard form != .bins || scale == 1 else {
      throw OptionError(
        key: "scale",
        message:
          "found \(OptionValue.number(scale)), expected 1: bins have no unit that could drown others"
      )
    }
    self.scale = Float(scale)
    bins = Bins(from: from, to: to, count: count)
  }

  public var outputs: [Int] { [form == .bins ? bins.count : 1] }
  public var lossKind: LossKind { form == .bins ? .classification : .regression }

  /// What the bins span: what lies beyond would be learned as their ends.
  public var labelRange: ClosedRange<Double>? { form == .bins ? bins.from...bins.to : nil }

  /// The losses of the other kinds begin at about 1.
  private static let loudLoss = 10.0

  public func remark(_ labels: [Double]) -> String? {
    guard form != .bins, !labels.isEmpty else { return nil }
    let mean = labels.map { abs($0) }.reduce(0, +) / Double(labels.count)
    let ratio = mean / Double(scale)
    let loss = form == .mse ? ratio * ratio : ratio
    guard loss > Self.loudLoss else { return nil }
    let better = pow(10, log10(mean).rounded(.down))
    return
      "\(name): its labels are about \(OptionValue(number: mean.rounded())) and its loss begins at about "
      + "\(OptionValue(number: loss.rounded())), those of other kinds of tasks at about 1: it may drown them. Give it a "
      + "scale: {\(name): {scale: \(OptionValue(number: better))}}"
  }

  /// Any number there is may be a label.
  public var missing: Float { .nan }
  public func isLabel(_ value: Float) -> Bool { value.isFinite }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    switch form {
    case .l1, .mse:
      answer[0].masked(ScaledError(scale: scale, isSquared: form == .mse), targets[0])
    case .bins: answer[0].masked(BinsCrossEntropy(bins: bins), targets[0])
    }
  }

  public func scorer() -> any Scorer {
    RegressionScorer(unit: unit, outputs: outputs[0], number)
  }

  /// What the raw outputs of an image stand for.
  func number(_ output: UnsafePointer<Float>) -> Double {
    form == .bins ? bins.expectation(output) : Double(output[0]) * Double(scale)
  }

  /// The median, which has the least mean absolute error.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    let known = targets[0].filter(\.isFinite).map(Double.init)
    guard let middle = median(of: known) else { return nil }
    return [form == .bins ? bins.logits(of: middle) : [Float(middle / Double(scale))]]
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.uniform(bins.from, bins.to))]
  }
}

/// |e| or e² of the error e divided by the scale.
private struct ScaledError: PixelLoss {
  let scale: Float
  let isSquared: Bool

  func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0].isFinite }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let error = output[0] - target[0] / scale
    if isSquared {
      gradient[0] = 2 * error
      return error * error
    }
    gradient[0] = error > 0 ? 1 : error < 0 ? -1 : 0
    return abs(error)
  }
}
