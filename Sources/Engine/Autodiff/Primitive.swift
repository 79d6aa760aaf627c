import KernelTable

/// A layer-sized operation with a hand-written backward pass. It keeps no values of a step itself: those lie in the
/// node, so that one primitive can stand in several tapes.
///
/// This is all that a primitive needs. What makes it faster in company is in the optional interfaces of
/// `Interfaces.swift`; the tape asks for each once, when it records the primitive (`Abilities`).
protocol Primitive: AnyObject {
  /// The family it is counted under where time is measured.
  var kind: LayerKind { get }
  var parameters: [Parameter] { get }
  /// What the backward step reads of the values that the forward pass left. The default, everything, is always right.
  var backwardReads: BackwardReads { get }
  /// How the backward step gives the inputs their cotangents. The default, `.whole`, allows `Sweep.pass`.
  var cotangentPassing: CotangentPassing { get }
  /// Bytes kept from the forward to the backward step beside the output: places of maxima, batch statistics.
  func auxiliaryBytes(_ node: Node) -> Int
  /// Floats of work space needed within one call.
  func scratch(_ node: Node) -> Int
  /// Writes the whole of `node.data`, where planning has given it a place (`Node.isStored`).
  func forward(_ node: Node, _ pass: Pass)
  /// For every lane of the node: adds the parameters' gradients, and gives the inputs their cotangents.
  func backward(_ node: Node, _ sweep: Sweep)
}

extension Primitive {
  var parameters: [Parameter] { [] }
  var backwardReads: BackwardReads { [.inputs, .output] }
  var cotangentPassing: CotangentPassing { .whole }
  func auxiliaryBytes(_ node: Node) -> Int { 0 }
  func scratch(_ node: Node) -> Int { 0 }
}

/// Values of a node that outlive the forward pass for its backward step. What is not named may be gone by then.
struct BackwardReads: OptionSet {
  let rawValue: Int
  static let inputs = BackwardReads(rawValue: 1)
  static let output = BackwardReads(rawValue: 2)
}

/// How a backward step gives its inputs their cotangents.
enum CotangentPassing {
  /// By `Sweep.pass`, a whole cotangent at a time: where another reader of the input has contributed already, the step
  /// needs room to write it aside before the two are added.
  case whole
  /// It needs no such room: it adds some rows at a time (`Sweep.passRows`), or sums by nature (`Sweep.accumulating`).
  case rows
  /// As `rows`; and the cotangent of the first input may overwrite the node's own: each element is read before it is
  /// overwritten, and whatever else needs the node's cotangent has read it by then.
  case inPlace
  /// As `inPlace`; and two inputs get the same cotangent, as those of a sum do: both may share one place until something
  /// else is added to one of them.
  case inPlaceForBoth

  var isInPlace: Bool { self == .inPlace || self == .inPlaceForBoth }
}

/// Families of layers, for tables of time.
public enum LayerKind: String, CaseIterable, Sendable {
  case convolution, normalization, activation, pooling, resampling, linear, combination, loss, input
}
