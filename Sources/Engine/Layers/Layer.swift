/// A piece of a network with parameters of its own: built once, applied to as many tapes as needed.
public protocol Layer: Sendable {
  func callAsFunction(_ x: Value) -> Value
}

/// Layers one after the other.
public struct Chain: Layer {
  let layers: [any Layer]
  public init(_ layers: [any Layer]) { self.layers = layers }
  public func callAsFunction(_ x: Value) -> Value { layers.reduce(x) { $1($0) } }
}
