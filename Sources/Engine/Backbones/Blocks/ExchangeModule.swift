/// A module of HRNet (Wang et al. 2020, §3.2, figure 3): residual blocks on every branch, then every branch takes the sum of all, brought
/// to its resolution and width: from coarser ones by a 1×1 convolution and enlargement, from finer ones by 3×3 convolutions at stride 2.
struct ExchangeModule: Sendable {
  private let branches: [Chain]
  /// [to][from]; nil for a branch's own.
  private let exchange: [[Chain?]]

  /// - Parameter widths: channels of the branches, finest first.
  init(_ widths: [Int], blocks: Int, in scope: ParameterScope) {
    branches = widths.enumerated().map { branch, width in
      Chain(
        (0..<blocks).map { index in
          ResidualBlock(
            .basic, width, width, stride: 1, in: scope["branch\(branch)"]["block\(index)"])
        })
    }
    exchange = widths.indices.map { to in
      widths.indices.map { from in
        Self.bring(widths, from: from, to: to, in: scope["exchange\(to)"]["from\(from)"])
      }
    }
  }

  private static func bring(_ widths: [Int], from: Int, to: Int, in scope: ParameterScope)
    -> Chain?
  {
    if from == to { return nil }
    if from > to {
      return Chain([
        NormedConvolution(widths[from], widths[to], size: 1, activation: .none, in: scope)
      ])
    }
    let last = to - from - 1
    return Chain(
      (0...last).map { index in
        NormedConvolution(
          widths[from], index == last ? widths[to] : widths[from], stride: 2,
          activation: index == last ? .none : .relu, in: scope, number: index)
      })
  }

  func callAsFunction(_ values: [Value]) -> [Value] {
    let values = zip(branches, values).map { $0($1) }
    return exchange.enumerated().map { to, row in
      let terms = zip(row, values).map { layers, value in
        layers?(value).resized(to: values[to]) ?? value
      }
      return rectifiedSum(terms.dropFirst(2).reduce(terms[0], +), terms[1])
    }
  }
}

/// What leads from the branches of one stage of HRNet to those of the next, which has one more: a 3×3 convolution with norm and ReLU where the
/// width changes, and one at stride 2 from the coarsest branch to the new one.
struct BranchTransition: Sendable {
  private let layers: [NormedConvolution?]

  init(_ before: [Int], _ after: [Int], in scope: ParameterScope) {
    precondition(after.count == before.count + 1, "\(before.count) branches to \(after.count)")
    layers = after.enumerated().map { branch, width in
      let place = scope["branch\(branch)"]
      guard branch < before.count else {
        return NormedConvolution(before[branch - 1], width, stride: 2, in: place)
      }
      return before[branch] == width ? nil : NormedConvolution(before[branch], width, in: place)
    }
  }

  func callAsFunction(_ values: [Value]) -> [Value] {
    layers.enumerated().map { branch, layer in
      let value = values[min(branch, values.count - 1)]
      return layer?(value) ?? value
    }
  }
}
