extension Architecture {
  /// Whether a network of these tasks can be built from the backbone: to be asked before anything is built.
  /// Throws `OptionError`, which says what is missing and what could be taken instead.
  public func check(_ backbone: any Backbone, tasks: [any LearningTask]) throws {
    if demand == .maps, let vector = tasks.first(where: { !$0.predictsMap }) {
      throw OptionError(
        key: "",
        message: "found the task \(vector.name), a vector for each image, expected tasks that "
          + "predict maps; take \(Self.undemanding)")
    }
    guard !(backbone is any DenseBackbone) else { return }
    let found =
      "found the backbone \(type(of: backbone).name), which is an encoder alone; take "
      + Self.backbonesWithDecoder
    if demand != .encoder {
      throw OptionError(
        key: "",
        message: "expected a backbone with a decoder, \(found), or \(Self.undemanding)")
    }
    if let map = tasks.first(where: \.predictsMap) {
      throw OptionError(
        key: "",
        message: "expected a backbone with a decoder for the task \(map.name), which predicts a "
          + "map, \(found)")
    }
  }

  /// `single or split:variant=standard`
  private static var undemanding: String {
    made(architectures).filter { $0.item.demand == .encoder }.map(\.spelling).joined(
      separator: " or ")
  }

  private static var backbonesWithDecoder: String {
    made(backbones).filter { $0.item is any DenseBackbone }.map(\.name).joined(separator: " or ")
  }

  /// Every choice of a catalog with its defaults.
  private static func made<Item>(_ catalog: Catalog<Item>) -> [Configured<Item>] {
    catalog.names.compactMap { try? catalog.make($0) }
  }
}

extension Configured {
  /// As a suite would name it with every option.
  fileprivate var spelling: String {
    options.isEmpty
      ? name
      : name + ":"
        + options.keys.sorted().map { "\($0)=\(options[$0]!)" }.joined(separator: ",")
  }
}
