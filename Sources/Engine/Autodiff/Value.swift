import KernelTable

/// The output of one entry of a tape: what layers take and give. [N, H, W, C].
public struct Value {
  let node: Node
  public var extent: Extent { node.extent }
  var tape: Tape { node.tape }
}

/// One output per task, from one input.
public typealias Network = (Value) -> [Value]
