/// How a cell is spelled: an object with a member for each kind of choice, by the kind's name, beside the
/// numbers and texts.
extension Cell: Codable {
  private enum Field: String, CaseIterable {
    case batch, dataDigest, diagnosticsEvery, epochs, labelFractions, lossScales, numerics
    case pictures, pretrainingTasks, rateFactors, revision, seed, tasks, teacherEpochs, trainFrames
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    init(_ field: Field) { stringValue = field.rawValue }
    init(_ kind: Kind) { stringValue = kind.name }
  }

  /// Cells of earlier revisions do not say their numerics: they were fast.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    var choices: [Kind: Choice] = [:]
    for kind in Kind.always { choices[kind] = try values.decode(Choice.self, forKey: Key(kind)) }
    for key in values.allKeys where Field(rawValue: key.stringValue) == nil {
      let kind = Kind(key.stringValue)
      if choices[kind] == nil { choices[kind] = try values.decode(Choice.self, forKey: key) }
    }
    self.init(
      choices: choices, dataDigest: try values.decode(String.self, forKey: Key(.dataDigest)),
      tasks: try values.decode([Choice].self, forKey: Key(.tasks)),
      epochs: try values.decode(Int.self, forKey: Key(.epochs)),
      batch: try values.decode(Int.self, forKey: Key(.batch)),
      numerics: try values.decodeIfPresent(String.self, forKey: Key(.numerics)) ?? "fast",
      pictures: try values.decode(Int.self, forKey: Key(.pictures)),
      seed: try values.decode(Int.self, forKey: Key(.seed)),
      revision: try values.decode(String.self, forKey: Key(.revision)),
      lossScales: try values.decodeIfPresent([String: Double].self, forKey: Key(.lossScales))
        ?? [:],
      diagnosticsEvery: try values.decodeIfPresent(Int.self, forKey: Key(.diagnosticsEvery)) ?? 0,
      labelFractions: try values.decodeIfPresent(
        [String: Double].self, forKey: Key(.labelFractions)) ?? [:],
      trainFrames: try values.decodeIfPresent([String: Int].self, forKey: Key(.trainFrames))
        ?? [:],
      rateFactors: try values.decodeIfPresent([String: Double].self, forKey: Key(.rateFactors))
        ?? [:],
      pretrainingTasks: try values.decodeIfPresent([Choice].self, forKey: Key(.pretrainingTasks))
        ?? [],
      teacherEpochs: try values.decodeIfPresent([String: Int].self, forKey: Key(.teacherEpochs))
        ?? [:])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    for (kind, choice) in choices { try values.encode(choice, forKey: Key(kind)) }
    try values.encode(dataDigest, forKey: Key(.dataDigest))
    try values.encode(tasks, forKey: Key(.tasks))
    try values.encode(epochs, forKey: Key(.epochs))
    try values.encode(batch, forKey: Key(.batch))
    try values.encode(numerics, forKey: Key(.numerics))
    try values.encode(pictures, forKey: Key(.pictures))
    try values.encode(seed, forKey: Key(.seed))
    try values.encode(revision, forKey: Key(.revision))
    if !lossScales.isEmpty { try values.encode(lossScales, forKey: Key(.lossScales)) }
    if diagnosticsEvery != 0 {
      try values.encode(diagnosticsEvery, forKey: Key(.diagnosticsEvery))
    }
    if !labelFractions.isEmpty {
      try values.encode(labelFractions, forKey: Key(.labelFractions))
    }
    if !pretrainingTasks.isEmpty {
      try values.encode(pretrainingTasks, forKey: Key(.pretrainingTasks))
    }
    if !rateFactors.isEmpty { try values.encode(rateFactors, forKey: Key(.rateFactors)) }
    if !teacherEpochs.isEmpty { try values.encode(teacherEpochs, forKey: Key(.teacherEpochs)) }
    if !trainFrames.isEmpty { try values.encode(trainFrames, forKey: Key(.trainFrames)) }
  }

  /// The canonical JSON of a cell, which its id is the digest of. It is what `JSONValue.canonical` makes
  /// of an encoded cell, written directly: a plan asks for thousands of ids, and encoding, parsing and
  /// sorting took a hundred times as long. Members stand in alphabetical order.
  public var canonical: String {
    var names = choices.keys.map(\.name) + Field.allCases.map(\.rawValue)
    names.sort()
    var out = "{"
    // A cell with its options is about this long.
    out.reserveCapacity(1024)
    for name in names {
      if let field = Field(rawValue: name) {
        append(field, to: &out)
      } else {
        out.append(key: name)
        out.append(choices[Kind(name)]!)
      }
    }
    out += "}"
    return out
  }

  private func append(_ field: Field, to out: inout String) {
    switch field {
    case .batch: out.append(member: field.rawValue, String(batch))
    case .dataDigest: out.append(member: field.rawValue, text: dataDigest)
    case .diagnosticsEvery:
      guard diagnosticsEvery != 0 else { return }
      out.append(member: field.rawValue, String(diagnosticsEvery))
    case .epochs: out.append(member: field.rawValue, String(epochs))
    case .labelFractions: out.append(field.rawValue, byTask: labelFractions)
    case .lossScales: out.append(field.rawValue, byTask: lossScales)
    case .numerics: out.append(member: field.rawValue, text: numerics)
    case .pictures: out.append(member: field.rawValue, String(pictures))
    case .pretrainingTasks:
      guard !pretrainingTasks.isEmpty else { return }
      out.append(field.rawValue, pretrainingTasks)
    case .rateFactors: out.append(field.rawValue, byTask: rateFactors)
    case .revision: out.append(member: field.rawValue, text: revision)
    case .seed: out.append(member: field.rawValue, String(seed))
    case .tasks: out.append(field.rawValue, tasks)
    case .teacherEpochs: out.append(field.rawValue, byTask: teacherEpochs.mapValues(Double.init))
    case .trainFrames: out.append(field.rawValue, byTask: trainFrames.mapValues(Double.init))
    }
  }
}

extension String {
  /// The key of the next member, after a comma where it is not the first.
  fileprivate mutating func append(key: String) {
    if utf8.last != UInt8(ascii: "{") { self += "," }
    appendQuoted(key)
    self += ":"
  }

  fileprivate mutating func append(member key: String, _ value: String) {
    append(key: key)
    self += value
  }

  /// Nothing where there are no numbers.
  fileprivate mutating func append(_ key: String, byTask numbers: [String: Double]) {
    guard !numbers.isEmpty else { return }
    append(member: key, JSONValue.object(numbers.mapValues { .number($0) }).canonical)
  }

  fileprivate mutating func append(_ key: String, _ choices: [Choice]) {
    append(key: key)
    self += "["
    for (index, choice) in choices.enumerated() {
      if index > 0 { self += "," }
      append(choice)
    }
    self += "]"
  }

  fileprivate mutating func append(member key: String, text: String) {
    append(key: key)
    appendQuoted(text)
  }

  fileprivate mutating func append(_ choice: Choice) {
    self += "{\"name\":"
    appendQuoted(choice.name)
    self += ",\"options\":"
    JSONValue.object(choice.options).write(to: &self)
    self += "}"
  }
}
