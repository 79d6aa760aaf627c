import Digests

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
      if case .text(let text) = options[key]! { return "\(key)=\(Self.shown(text))" }
      if let texts = options[key]!.texts { return "\(key)=[\(texts.joined(separator: ","))]" }
      return "\(key)=\(options[key]!.canonical)"
    }
    return name + ":" + pairs.joined(separator: ",")
  }
}

extension Choice {
  /// Digests go by their first digits, as people read them.
  private static func shown(_ text: String) -> Substring {
    let isDigest =
      text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return text.prefix(isDigest ? 10 : text.count)
  }
}

/// One training run, described completely: every choice with its defaults resolved, and the seed.
/// Two cells with the same `id` have the same outcome, byte for byte, on one numeric class of machine.
public struct Cell: Hashable, Sendable {
  /// A kind of choice, by the key under which suites and cells spell it.
  public struct Kind: Hashable, Comparable, Codable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }
    public init(from decoder: any Decoder) throws {
      name = try decoder.singleValueContainer().decode(String.self)
    }
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    }
    public static func < (one: Kind, other: Kind) -> Bool { one.name < other.name }

    public static let dataset = Kind("dataset")
    public static let backbone = Kind("backbone")
    public static let architecture = Kind("architecture")
    public static let weighting = Kind("weighting")
    public static let optimizer = Kind("optimizer")
    public static let schedule = Kind("schedule")
    public static let augmentation = Kind("augmentation")

    /// Those that every cell spells. A kind that came later is spelled only where the choice is not what
    /// cells without the kind have.
    public static let always: [Kind] = [
      .dataset, .backbone, .architecture, .weighting, .optimizer, .schedule, .augmentation,
    ]
  }

  public var choices: [Kind: Choice]
  /// Digest of the data themselves (files read, or the generator's revision and options).
  public var dataDigest: String
  /// In the order of the network's outputs; an option is what shapes the head (`classes`).
  public var tasks: [Choice]
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
  /// By task, the fraction of its training labels that the network may see. Not spelled where empty, nor is the next one.
  public var labelFractions: [String: Double]
  /// By task, the number of its training frames.
  public var trainFrames: [String: Int]
  /// By task, what the learning rate is multiplied by for the parameters that only this task depends on. Not spelled where empty.
  public var rateFactors: [String: Double]
  /// The tasks that its trunk is trained on before, where it begins with one. Not spelled where empty.
  public var pretrainingTasks: [Choice]
  /// By task, the epochs in which a network of this task alone is trained before, to answer for training labels that are missing.
  /// Not spelled where empty.
  public var teacherEpochs: [String: Int]

  /// - Parameter choices: at least those of `Kind.always`.
  public init(
    choices: [Kind: Choice], dataDigest: String, tasks: [Choice], epochs: Int, batch: Int,
    numerics: String = "fast", pictures: Int, seed: Int, revision: String,
    lossScales: [String: Double] = [:], diagnosticsEvery: Int = 0,
    labelFractions: [String: Double] = [:], trainFrames: [String: Int] = [:],
    rateFactors: [String: Double] = [:], pretrainingTasks: [Choice] = [],
    teacherEpochs: [String: Int] = [:]
  ) {
    for kind in Kind.always {
      precondition(choices[kind] != nil, "a cell without a choice of \(kind.name)")
    }
    self.choices = choices
    self.dataDigest = dataDigest
    self.tasks = tasks
    self.epochs = epochs
    self.batch = batch
    self.numerics = numerics
    self.pictures = pictures
    self.seed = seed
    self.revision = revision
    self.lossScales = lossScales
    self.diagnosticsEvery = diagnosticsEvery
    self.labelFractions = labelFractions
    self.trainFrames = trainFrames
    self.rateFactors = rateFactors
    self.pretrainingTasks = pretrainingTasks
    self.teacherEpochs = teacherEpochs
  }

  /// The choice of one of `Kind.always`.
  private subscript(_ kind: Kind) -> Choice {
    get { choices[kind]! }
    set { choices[kind] = newValue }
  }

  public var dataset: Choice {
    get { self[.dataset] }
    set { self[.dataset] = newValue }
  }
  public var backbone: Choice {
    get { self[.backbone] }
    set { self[.backbone] = newValue }
  }
  public var architecture: Choice {
    get { self[.architecture] }
    set { self[.architecture] = newValue }
  }
  public var weighting: Choice {
    get { self[.weighting] }
    set { self[.weighting] = newValue }
  }
  public var optimizer: Choice {
    get { self[.optimizer] }
    set { self[.optimizer] = newValue }
  }
  public var schedule: Choice {
    get { self[.schedule] }
    set { self[.schedule] = newValue }
  }
  public var augmentation: Choice {
    get { self[.augmentation] }
    set { self[.augmentation] = newValue }
  }

  /// `depth × 10`; empty where no loss is multiplied.
  public var lossScaleLabel: String { condition.words(of: lossScales).joined(separator: ", ") }

  /// SHA-256 over the canonical JSON, 64 hexadecimal digits.
  public var id: String { sha256(canonical) }

  /// The first 10 digits of the id: what people type and read.
  public var shortID: String { String(id.prefix(10)) }
}
