/// Which norm layers a network has.
public enum NormKind: String, CaseIterable, Sendable {
  case batch, group

  static let key = "norm"
  static let meaning =
    "batch; group: every image by itself, in up to 32 groups of at least 8 channels (Wu and He 2018), in decoder and heads too"

  /// Takes the option that says so. Throws `OptionError`.
  init(_ options: inout Options) throws {
    self = try options.take(Self.key, default: .batch, isLater: true, Self.meaning)
  }

  /// Groups of a group norm over so many channels: as many as divide them, at most 32, of at least 8 channels each; one where there are
  /// none such.
  static func groups(of channels: Int) -> Int {
    (1...32).last { channels % $0 == 0 && channels / $0 >= 8 } ?? 1
  }
}

/// The norm that a network has (`ParameterScope.norm`), and what follows it.
public struct Normalization: Layer {
  private let layers: [any Layer]

  public init(_ channels: Int, activation: NormActivation, in scope: ParameterScope) {
    switch scope.norm {
    case .batch: layers = [BatchNormalization(channels, activation: activation, in: scope)]
    case .group:
      let groups = NormKind.groups(of: channels)
      let norm = GroupNormalization(
        channels, groups: groups, relu: activation == .relu, in: scope)
      layers = [norm] + (activation == .relu ? [] : [activation.layer].compactMap { $0 })
    }
  }

  public func callAsFunction(_ x: Value) -> Value { layers.reduce(x) { $1($0) } }
}

extension NormActivation {
  /// By itself; nil for none.
  fileprivate var layer: (any Layer)? {
    switch self {
    case .none: nil
    case .relu: ReLU()
    case .clipped(let ceiling): Clipped(ceiling: ceiling)
    case .silu: SiLU()
    }
  }
}
