/// One named choice with every option's value, defaults included: `split {variant: standard}`.
public struct Choice: Codable, Hashable, Sendable {
  public var name: String
  public var options: [String: JSONValue]

  public init(_ name: String, _ options: [String: JSONValue] = [:]) {
    self.name = name
    self.options = options
  }

  /// `split:variant=standard`, the spelling of the command line; options in alphabetical order.
  public var label: String {
    if options.isEmpty { return name }
    let pairs = options.keys.sorted().map { key -> String in
      if case .text(let text) = options[key]! { return "\(key)=\(text)" }
      return "\(key)=\(options[key]!.canonical)"
    }
    return name + ":" + pairs.joined(separator: ",")
  }
}

/// One training run, described completely: every choice with its defaults resolved, and the seed.
/// Two cells with the same `id` have the same outcome, byte for byte, on one numeric class of machine.
public struct Cell: Codable, Hashable, Sendable {
  public var dataset: Choice
  /// Digest of the data themselves (files read, or the generator's revision and options).
  public var dataDigest: String
  /// In the order of the network's outputs; an option is what shapes the head (`classes`).
  public var tasks: [Choice]
  public var backbone: Choice
  public var architecture: Choice
  public var weighting: Choice
  public var optimizer: Choice
  public var schedule: Choice
  public var augmentation: Choice
  public var epochs: Int
  public var batch: Int
  /// Which algorithms the engine may choose from: `fast` or `precise`.
  public var numerics: String
  /// Frames of the test split whose predictions are kept with the outcome, for the report's pictures.
  public var pictures: Int
  public var seed: Int
  /// The engine's numeric revision: raised whenever a change alters any result.
  public var revision: String

  public init(
    dataset: Choice, dataDigest: String, tasks: [Choice], backbone: Choice, architecture: Choice,
    weighting: Choice, optimizer: Choice, schedule: Choice, augmentation: Choice, epochs: Int,
    batch: Int, numerics: String = "fast", pictures: Int, seed: Int, revision: String
  ) {
    self.dataset = dataset
    self.dataDigest = dataDigest
    self.tasks = tasks
    self.backbone = backbone
    self.architecture = architecture
    self.weighting = weighting
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.epochs = epochs
    self.batch = batch
    self.numerics = numerics
    self.pictures = pictures
    self.seed = seed
    self.revision = revision
  }

  /// Cells of earlier revisions do not say their numerics: they were fast.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      dataset: try values.decode(Choice.self, forKey: .dataset),
      dataDigest: try values.decode(String.self, forKey: .dataDigest),
      tasks: try values.decode([Choice].self, forKey: .tasks),
      backbone: try values.decode(Choice.self, forKey: .backbone),
      architecture: try values.decode(Choice.self, forKey: .architecture),
      weighting: try values.decode(Choice.self, forKey: .weighting),
      optimizer: try values.decode(Choice.self, forKey: .optimizer),
      schedule: try values.decode(Choice.self, forKey: .schedule),
      augmentation: try values.decode(Choice.self, forKey: .augmentation),
      epochs: try values.decode(Int.self, forKey: .epochs),
      batch: try values.decode(Int.self, forKey: .batch),
      numerics: try values.decodeIfPresent(String.self, forKey: .numerics) ?? "fast",
      pictures: try values.decode(Int.self, forKey: .pictures),
      seed: try values.decode(Int.self, forKey: .seed),
      revision: try values.decode(String.self, forKey: .revision))
  }

  public var canonical: String {
    do { return try JSONValue.canonical(self) } catch {
      preconditionFailure("a cell holds plain values only: \(error)")
    }
  }

  /// SHA-256 over the canonical JSON, 64 hexadecimal digits.
  public var id: String { sha256(canonical) }

  /// The first 10 digits of the id: what people type and read.
  public var shortID: String { String(id.prefix(10)) }
}
