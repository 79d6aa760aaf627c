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
  /// What training losses are multiplied by, by task. Not spelled where empty, nor is the next one where 0: cells without
  /// them keep the id that they had before there were such fields.
  public var lossScales: [String: Double]
  /// Steps from one measurement of the task gradients to the next, where the weighting needs losses only.
  public var diagnosticsEvery: Int

  public init(
    dataset: Choice, dataDigest: String, tasks: [Choice], backbone: Choice, architecture: Choice,
    weighting: Choice, optimizer: Choice, schedule: Choice, augmentation: Choice, epochs: Int,
    batch: Int, numerics: String = "fast", pictures: Int, seed: Int, revision: String,
    lossScales: [String: Double] = [:], diagnosticsEvery: Int = 0
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
    self.lossScales = lossScales
    self.diagnosticsEvery = diagnosticsEvery
  }

  private enum CodingKeys: String, CodingKey {
    case dataset, dataDigest, tasks, backbone, architecture, weighting, optimizer, schedule
    case augmentation, epochs, batch, numerics, pictures, seed, revision
    case lossScales, diagnosticsEvery
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
      revision: try values.decode(String.self, forKey: .revision),
      lossScales: try values.decodeIfPresent([String: Double].self, forKey: .lossScales) ?? [:],
      diagnosticsEvery: try values.decodeIfPresent(Int.self, forKey: .diagnosticsEvery) ?? 0)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(dataset, forKey: .dataset)
    try values.encode(dataDigest, forKey: .dataDigest)
    try values.encode(tasks, forKey: .tasks)
    try values.encode(backbone, forKey: .backbone)
    try values.encode(architecture, forKey: .architecture)
    try values.encode(weighting, forKey: .weighting)
    try values.encode(optimizer, forKey: .optimizer)
    try values.encode(schedule, forKey: .schedule)
    try values.encode(augmentation, forKey: .augmentation)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(batch, forKey: .batch)
    try values.encode(numerics, forKey: .numerics)
    try values.encode(pictures, forKey: .pictures)
    try values.encode(seed, forKey: .seed)
    try values.encode(revision, forKey: .revision)
    if !lossScales.isEmpty { try values.encode(lossScales, forKey: .lossScales) }
    if diagnosticsEvery != 0 { try values.encode(diagnosticsEvery, forKey: .diagnosticsEvery) }
  }

  /// `depth × 10`; empty where no loss is multiplied.
  public var lossScaleLabel: String {
    lossScales.sorted { $0.key < $1.key }
      .map { "\($0.key) × \(JSONValue.number($0.value).canonical)" }.joined(separator: ", ")
  }

  /// SHA-256 over the canonical JSON, 64 hexadecimal digits.
  public var id: String { sha256(canonical) }

  /// The first 10 digits of the id: what people type and read.
  public var shortID: String { String(id.prefix(10)) }
}
