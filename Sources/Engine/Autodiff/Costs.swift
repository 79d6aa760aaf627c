/// A primitive whose cost is more than reading and writing its operands once.
protocol Costed: Primitive {
  /// How it is computed, for tables of layers; empty where there is one way.
  var algorithm: String { get }
  /// Multiply–accumulates of the forward pass, counted directly; convolutions and linear layers only.
  func macs(_ node: Node) -> Int
  /// The least work of one step of it, forward and backward.
  func work(_ node: Node) -> Work
}

extension Costed {
  var algorithm: String { "" }
  func macs(_ node: Node) -> Int { 0 }
  func work(_ node: Node) -> Work { Work(passingOver: node) }
}

/// Multiply–adds, and floats read or written beside the operands of products: what a step costs at least.
public struct Work: Sendable {
  public var multiplyAdds = 0
  public var floats = 0

  static func + (a: Work, b: Work) -> Work {
    Work(multiplyAdds: a.multiplyAdds + b.multiplyAdds, floats: a.floats + b.floats)
  }
}

extension Work {
  /// Forward reads the inputs and writes the output; backward reads its cotangent and the inputs, and writes theirs.
  init(passingOver node: Node) {
    let inputs = node.inputs.reduce(0) { $0 + $1.extent.count }
    let forward = inputs + node.extent.count
    self.init(floats: node.lanes > 0 ? 2 * forward + inputs : forward)
  }
}

extension Node {
  var algorithm: String { abilities.costed?.algorithm ?? "" }
  var macs: Int { countedMACs ?? abilities.costed?.macs(self) ?? 0 }
  /// What a planned node's step costs at least.
  var work: Work { abilities.costed?.work(self) ?? Work(passingOver: self) }
  /// Products that a layer with weights runs: forward, for the weights, and for an input that takes gradients.
  var directions: Int {
    guard lanes > 0 else { return 1 }
    return inputs.first.map { $0.lanes > 0 } ?? false ? 3 : 2
  }
}
