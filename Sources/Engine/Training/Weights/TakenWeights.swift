/// What a network takes of a file: the encoder by its published names, and of a file that this program exported the decoder too. Heads
/// are drawn, and so is what an architecture puts between.
struct TakenWeights {
  private(set) var tensors: [(own: NetworkTensor, stored: StoredTensor)] = []
  /// What a person should know, as sentences.
  private(set) var remarks: [String] = []

  /// How a file may call an encoder's tensors.
  private struct Naming {
    let about: String
    let name: (NetworkTensor) -> [String]
  }

  /// Throws `DataError` where tensors are missing, have other shapes, or are more than the network's.
  init(_ weights: NetworkWeights, _ layout: ParameterLayout, _ backbone: any Backbone) throws {
    let all = NetworkTensor.all(layout)
    let encoder = all.filter { $0.encoderName != nil }
    let naming = try Self.naming(weights, encoder, backbone)
    try Self.checkNorm(weights, backbone)
    try take(encoder, weights, naming, backbone)
    try refuseLarger(weights, naming, backbone)
    if weights.isExport { try takeDecoder(all.filter(\.isDecoder), weights, backbone) }
    tellRest(weights, all, naming, backbone)
  }

  private static func namings(_ weights: NetworkWeights, _ backbone: any Backbone) -> [Naming] {
    if weights.isExport {
      return [
        Naming(about: "bench export's") { [$0.exported(backbone), $0.exportedOrigin(backbone)] }
      ]
    }
    func published(_ tensor: NetworkTensor) -> PublishedName? {
      tensor.encoderName.flatMap(backbone.published)
    }
    return [
      Naming(about: "torchvision's") { published($0).map { [$0.torchvision] } ?? [] },
      Naming(about: "timm's") { published($0).map { [$0.timm ?? $0.torchvision] } ?? [] },
    ]
  }

  /// The names of which most are in the file. Throws `DataError` where none is.
  private static func naming(
    _ weights: NetworkWeights, _ encoder: [NetworkTensor], _ backbone: any Backbone
  ) throws -> Naming {
    let counted = namings(weights, backbone).map { naming in
      (
        naming: naming,
        hits: encoder.count { naming.name($0).contains { weights[$0] != nil } }
      )
    }
    let name = type(of: backbone).name
    if let best = counted.max(by: { $0.hits < $1.hits }), best.hits > 0 {
      // The first of equals.
      return counted.first { $0.hits == best.hits }?.naming ?? best.naming
    }
    let expected = encoder.lazy.compactMap { counted[0].naming.name($0).first }.first
    guard let expected else {
      throw DataError(
        "\(weights.file.path): nobody publishes weights of \(name) under names that are known; it can begin "
          + "with a file of 'bench export'")
    }
    let found = weights.tensors.prefix(3).map { shortened($0.name) }.joined(separator: ", ")
    let prefixed = weights.tensors.first { $0.name.hasSuffix("." + expected) }
    let hint = prefixed.map {
      ": name their beginning, prefix: \"\($0.name.dropLast(expected.count))\""
    }
    throw DataError(
      "\(weights.file.path): found \(found) …, expected tensors of \(name) such as \(expected)"
        + (hint ?? ""))
  }

  /// Group norm has factors and biases by the names of batch norm, but they mean something else without its statistics.
  private static func checkNorm(_ weights: NetworkWeights, _ backbone: any Backbone) throws {
    guard backbone.norm == .group,
      let statistic = weights.tensors.first(where: { $0.name.hasSuffix("running_mean") })
    else { return }
    throw DataError(
      "\(weights.file.path): found statistics of batch norm (\(shortened(statistic.name))), the network has "
        + "group norm; give the backbone norm: batch, or take weights that were trained with group norm"
    )
  }

  private mutating func take(
    _ encoder: [NetworkTensor], _ weights: NetworkWeights, _ naming: Naming,
    _ backbone: any Backbone
  ) throws {
    var missing: [NetworkTensor] = []
    for own in encoder {
      guard let stored = naming.name(own).lazy.compactMap({ weights[$0] }).first else {
        missing.append(own)
        continue
      }
      guard own.layout.takes(stored.shape) else {
        throw DataError(
          "\(weights.file.path): \(shortened(stored.name)) is \(stored.extent), the network's is "
            + StoredTensor.extent(own.layout.shape) + Self.advice(own, stored, backbone))
      }
      try weights.checkType(stored)
      tensors.append((own, stored))
    }
    guard !missing.isEmpty else { return }
    // Files of encoders without what is before the classifier.
    let closing = encoder.filter(\.isClosing)
    if missing.count == closing.count, missing.allSatisfy(\.isClosing) {
      remarks.append(
        "\(weights.file.path) has none of the layers that close the encoder (\(Self.list(missing, naming))): "
          + "they are drawn")
      return
    }
    throw DataError(
      "\(weights.file.path): \(missing.count) of the encoder's \(encoder.count) tensors are missing: "
        + "\(Self.list(missing, naming)); the file is of another depth or variant, or has only a part"
    )
  }

  private static func list(_ tensors: [NetworkTensor], _ naming: Naming) -> String {
    some(tensors.map { naming.name($0).first ?? $0.name })
  }

  /// What differs, and what to do.
  private static func advice(
    _ own: NetworkTensor, _ stored: StoredTensor, _ backbone: any Backbone
  ) -> String {
    let (name, shape) = (type(of: backbone).name, own.layout.shape)
    if own.origin.hasPrefix("encoder.stem."), shape.count == 4, stored.shape.count == 4,
      shape[2...] != stored.shape[2...]
    {
      return
        ": the file's network begins with a filter of another size; published ones are of 'stem: imagenet'"
    }
    if shape.count == 4, stored.shape.count == 4, shape[2...] == stored.shape[2...] {
      return
        ": it is of another width, depth or variant; choose those of \(name) that the file was trained with"
    }
    return
      ": it is of another depth or variant; choose those of \(name) that the file was trained with"
  }

  /// A deeper network has all the names of a shallower one: its other layers show it.
  private func refuseLarger(
    _ weights: NetworkWeights, _ naming: Naming, _ backbone: any Backbone
  ) throws {
    let layout = ParameterLayout()
    _ = Encoder(backbone, closes: true, in: ParameterScope(layout)["encoder"])
    let known = Set(NetworkTensor.all(layout).flatMap(naming.name))
    func family(_ name: String) -> Substring { name.prefix { $0 != "." } }
    let families = Set(known.filter { $0.contains(".") }.map(family))
    let others = weights.tensors.map(\.name).filter { name in
      !known.contains(name) && !Self.isCount(name) && families.contains(family(name))
    }
    guard others.isEmpty || weights.isExport else {
      throw DataError(
        "\(weights.file.path): it has \(others.count) more tensors of an encoder than "
          + "\(type(of: backbone).name) as the cell has it (\(some(others))): it is of another depth or "
          + "variant")
    }
  }

  /// PyTorch counts the batches that a norm has seen; nothing reads it.
  private static func isCount(_ name: String) -> Bool { name.hasSuffix("num_batches_tracked") }

  /// All of the decoder or nothing: half of one would be neither.
  private mutating func takeDecoder(
    _ decoder: [NetworkTensor], _ weights: NetworkWeights, _ backbone: any Backbone
  ) throws {
    guard !decoder.isEmpty else { return }
    var found: [(own: NetworkTensor, stored: StoredTensor)] = []
    for own in decoder {
      let stored = [own.exported(backbone), own.exportedOrigin(backbone)].lazy
        .compactMap { weights[$0] }.first
      guard let stored, own.layout.takes(stored.shape) else {
        remarks.append(
          "\(weights.file.path) has another decoder than the network (\(shortened(own.name)) "
            + (stored.map { "is \($0.extent), expected \(StoredTensor.extent(own.layout.shape))" }
              ?? "is not in it") + "): the decoder is drawn")
        return
      }
      try weights.checkType(stored)
      found.append((own, stored))
    }
    tensors += found
  }

  /// What of the file is not taken.
  private mutating func tellRest(
    _ weights: NetworkWeights, _ all: [NetworkTensor], _ naming: Naming, _ backbone: any Backbone
  ) {
    let taken = Set(tensors.map(\.stored.name))
    let rest = weights.tensors.map(\.name).filter { !taken.contains($0) && !Self.isCount($0) }
    guard !rest.isEmpty else { return }
    remarks.append(
      "\(weights.file.path): \(rest.count == 1 ? "a tensor is" : "\(rest.count) tensors are") not taken "
        + "(\(some(rest)))")
  }
}

extension Parameters {
  /// Takes what a file has of the network. Throws `DataError` where it does not fit or cannot be read.
  func take(_ weights: NetworkWeights, _ backbone: any Backbone) throws {
    for (own, stored) in try TakenWeights(weights, layout, backbone).tensors {
      let values = own.layout.read(try weights.values(of: stored, for: own))
      _ = pointer(own).update(fromContentsOf: values)
    }
  }
}
