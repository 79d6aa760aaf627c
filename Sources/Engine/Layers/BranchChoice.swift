import Foundation
import KernelTable

/// A choice of one among several values by learned logits: the straight-through Gumbel-softmax (Jang, Gu and Poole 2017,
/// §2.2). The forward pass gives 1 for the largest of (logits + noise) and 0 for the others, the first of equals; the
/// backward pass takes softmax((logits + noise) / temperature) in its place.
public struct BranchChoice: Sendable {
  public let logits: Parameter

  public init(_ count: Int, in scope: ParameterScope) {
    logits = scope.constant("logits", [count], 1)
  }

  /// Weights of the values, [1, 1, 1, count]; all are 1, and no logit learns, where `sumsAll` is not 0.
  public func callAsFunction(noise: Value, temperature: Value, sumsAll: Value) -> Value {
    precondition(
      noise.extent == Extent(1, 1, 1, logits.count), "\(logits.name) takes \(logits.count) draws")
    return noise.tape.record(
      BranchChoicePrimitive(logits), [noise, temperature, sumsAll], noise.extent)
  }

  /// The entropy of softmax(logits) in nats, a scalar: log(count) where nothing is preferred, 0 where all is decided.
  func entropy(on tape: Tape) -> Value {
    tape.record(EntropyPrimitive(logits), [], Extent(1, 1, 1, 1))
  }
}

/// y = Σₛ wₛ xₛ of values of one extent, with weights [1, 1, 1, count] that are a value too.
public func weightedSum(_ sources: [Value], by weights: Value) -> Value {
  let extent = sources[0].extent
  precondition(
    weights.extent == Extent(1, 1, 1, sources.count)
      && sources.allSatisfy { $0.extent == extent },
    "\(weights.extent) do not weigh \(sources.map(\.extent))")
  return weights.tape.record(WeightedSumPrimitive(), [weights] + sources, extent)
}

private final class BranchChoicePrimitive: Primitive {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .rows }
  let logits: Parameter

  init(_ logits: Parameter) { self.logits = logits }

  var parameters: [Parameter] { [logits] }

  func forward(_ node: Node, _ pass: Pass) {
    let (noise, own) = (node.inputs[0].data!, pass.pointer(logits))
    let sumsAll = node.inputs[2].data[0] != 0
    var best = 0
    for index in 1..<logits.count where own[index] + noise[index] > own[best] + noise[best] {
      best = index
    }
    for index in 0..<logits.count { node.data[index] = sumsAll || index == best ? 1 : 0 }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    guard node.inputs[2].data[0] == 0 else { return }
    let (noise, own) = (node.inputs[0].data!, sweep.pointer(logits))
    let temperature = Double(node.inputs[1].data[0])
    let soft = softmax((0..<logits.count).map { Double(own[$0] + noise[$0]) / temperature })
    for slot in 0..<node.lanes {
      let (dy, gradient) = (sweep.cotangent(node, slot), sweep.gradient(logits, node, slot))
      let mean = soft.indices.reduce(0.0) { $0 + soft[$1] * Double(dy[$1]) }
      for index in soft.indices {
        gradient[index] += Float(soft[index] * (Double(dy[index]) - mean) / temperature)
      }
    }
  }
}

private final class EntropyPrimitive: Primitive {
  var kind: LayerKind { .loss }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  let logits: Parameter

  init(_ logits: Parameter) { self.logits = logits }

  var parameters: [Parameter] { [logits] }

  private func shares(_ own: UnsafePointer<Float>) -> [Double] {
    softmax((0..<logits.count).map { Double(own[$0]) })
  }

  private func entropy(_ shares: [Double]) -> Double {
    -shares.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let own = pass.pointer(logits)
    node.data[0] = Float(entropy(shares(own)))
  }

  /// ∂H / ∂zᵢ = −pᵢ (log pᵢ + H)
  func backward(_ node: Node, _ sweep: Sweep) {
    let own = sweep.pointer(logits)
    let shares = shares(own)
    let entropy = entropy(shares)
    for slot in 0..<node.lanes {
      let (dy, gradient) = (sweep.cotangent(node, slot), sweep.gradient(logits, node, slot))
      for (index, share) in shares.enumerated() where share > 0 {
        gradient[index] -= dy[0] * Float(share * (log(share) + entropy))
      }
    }
  }
}

private final class WeightedSumPrimitive: Primitive {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { .inputs }

  func forward(_ node: Node, _ pass: Pass) {
    let (count, weights) = (node.extent.count, node.inputs[0].data!)
    Engine.kernels.scale(count, weights[0], node.inputs[1].data, node.data)
    for source in 1..<node.inputs.count - 1 {
      Engine.kernels.accumulate(count, weights[source], node.inputs[source + 1].data, node.data)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (count, sources) = (node.extent.count, node.inputs.count - 1)
    let weights = node.inputs[0].data!
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      if sweep.wants(node, 0) {
        sweep.pass(node, slot, to: 0) { dw in
          for source in 0..<sources {
            dw[source] = Float(Engine.kernels.dot(count, dy, node.inputs[source + 1].data))
          }
        }
      }
      for source in 0..<sources where sweep.wants(node, source + 1) {
        sweep.pass(node, slot, to: source + 1) { dx in
          Engine.kernels.scale(count, weights[source], dy, dx)
        }
      }
    }
  }
}
