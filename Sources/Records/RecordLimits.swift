import Foundation

/// What each field of a record may hold. Whoever reads records computes with them unasked, so they are checked here, once,
/// when a line is read and before one is written.
extension Record {
  /// The record itself. Throws where a value is out of its range.
  public func validated() throws -> Record {
    let fields = FieldLimits()
    try cell.check(fields.at("cell"))
    try cost.check(fields.at("cost"))
    try provenance.check(fields.at("provenance"))
    switch outcome {
    case .finished(let finished):
      try finished.check(fields.at("outcome"), tasks: cell.tasks.count)
    case .failed(let failure):
      try fields.at("outcome").text("message", failure.message, longest: Failure.longestMessage)
    }
    return self
  }
}

extension Failure {
  /// In bytes of UTF-8: reports show messages in tables.
  public static let longestMessage = 10_000
}

extension Cell {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.count("epochs", epochs, 0...FieldLimits.mostEpochs)
    try fields.count("batch", batch)
    try fields.count("pictures", pictures)
    try fields.count("seed", seed)
    try fields.count("diagnosticsEvery", diagnosticsEvery)
    try fields.text("dataDigest", dataDigest)
    try fields.text("numerics", numerics)
    try fields.text("revision", revision)
    try fields.count("tasks", tasks.count, 1...64)
    for (index, task) in tasks.enumerated() { try task.check(fields.at("tasks.\(index)")) }
    try fields.count("pretrainingTasks", pretrainingTasks.count, 0...64)
    for (index, task) in pretrainingTasks.enumerated() {
      try task.check(fields.at("pretrainingTasks.\(index)"))
    }
    for (task, scale) in lossScales.sorted(by: { $0.key < $1.key }) {
      try fields.at("lossScales").score(task, scale)
      try fields.at("lossScales").text(task, task)
    }
    for (task, fraction) in labelFractions.sorted(by: { $0.key < $1.key }) {
      try fields.at("labelFractions").text(task, task)
      try fields.at("labelFractions").require(
        task, (FieldLimits.smallestNumber...1).contains(fraction), found: "\(fraction)",
        expected: "a number above 0, 1 at most")
    }
    for (task, factor) in rateFactors.sorted(by: { $0.key < $1.key }) {
      try fields.at("rateFactors").text(task, task)
      try fields.at("rateFactors").score(task, factor)
    }
    for (task, count) in trainFrames.sorted(by: { $0.key < $1.key }) {
      try fields.at("trainFrames").text(task, task)
      try fields.at("trainFrames").count(task, count, 1...FieldLimits.largestCount)
    }
    for (task, count) in teacherEpochs.sorted(by: { $0.key < $1.key }) {
      try fields.at("teacherEpochs").text(task, task)
      try fields.at("teacherEpochs").count(task, count, 1...FieldLimits.mostEpochs)
    }
    for (kind, choice) in choices.sorted(by: { $0.key < $1.key }) {
      try fields.text("a kind", kind.name)
      try choice.check(fields.at(kind.name))
    }
  }
}

extension Choice {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.text("name", name)
    for (key, value) in options.sorted(by: { $0.key < $1.key }) {
      try Self.check(value, key, fields.at("options"))
    }
  }

  private static func check(_ value: JSONValue, _ key: String, _ fields: FieldLimits) throws {
    try fields.text("a name", key)
    switch value {
    case .number(let number): try fields.number(key, number)
    case .text(let text): try fields.text(key, text)
    case .array(let values): for value in values { try check(value, key, fields) }
    case .object(let members):
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        try check(value, name, fields.at(key))
      }
    default: break
    }
  }
}

extension Cost {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.seconds("cpuSeconds", cpuSeconds)
    try fields.seconds("wallSeconds", wallSeconds)
    try fields.seconds("secondsPerStep", secondsPerStep)
    if let beforehandSeconds { try fields.seconds("beforehandSeconds", beforehandSeconds) }
    try fields.count("peakMemory", peakMemory)
  }
}

extension Provenance {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.text("version", version)
    try fields.text("source", source)
    try fields.text("compiler", compiler)
    try fields.text("system", system)
    try fields.text("processor", processor)
    try fields.text("kernels", kernels)
    try fields.text("blas", blas ?? "")
    try fields.text("numericClass", numericClass)
  }
}

extension Finished {
  fileprivate func check(_ fields: FieldLimits, tasks: Int) throws {
    try test.check("test", fields)
    try validation.check("validation", fields)
    try constants.check("constants", fields)
    try fields.require(
      "epochs", !epochs.isEmpty, found: "none", expected: "what every epoch measured")
    try fields.count("selectedEpoch", selectedEpoch, 1...epochs.count)
    for point in epochs { try point.check(fields.at("epochs"), tasks: tasks) }
    try size.check(fields.at("size"))
    for (index, set) in pictures.enumerated() { try set.check(fields.at("pictures.\(index)")) }
    for (task, rows) in confusions.sorted(by: { $0.key < $1.key }) {
      try fields.at("confusions").text("a name", task)
      try fields.at("confusions").confusion(task, rows)
    }
  }
}

extension [Score] {
  fileprivate func check(_ name: String, _ fields: FieldLimits) throws {
    for score in self {
      try fields.at("metrics").text("task", score.task)
      try fields.at("metrics").text("metric", score.metric)
      try fields.at("metrics").text("unit", score.unit)
      try fields.score("\(name) of \(score.task), \(score.metric)", score.value)
    }
  }
}

extension EpochPoint {
  fileprivate func check(_ fields: FieldLimits, tasks: Int) throws {
    try fields.number("learningRate", learningRate)
    let each: [(String, [Double?]?, [Int])] = [
      ("trainLoss", trainLoss, [tasks]),
      ("validationLoss", validationLoss, [tasks]),
      ("weights", weights, [0, tasks]),
      ("cosines", cosines, [0, tasks * (tasks - 1) / 2]),
      ("gradientNorms", gradientNorms, [tasks]),
      ("updateNorm", updateNorm.map { [$0] }, [1]),
    ]
    for (name, values, lengths) in each {
      guard let values else { continue }
      try fields.length(name, values.count, of: lengths, "values in epoch \(epoch)")
      for value in values.compactMap({ $0 }) {
        try fields.number("\(name) of epoch \(epoch)", value)
      }
    }
    try validation.check("validation of epoch \(epoch)", fields)
  }
}

extension NetworkSize {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.count("parameters", parameters)
    try fields.count("shared", shared)
    try fields.count("weighting", weighting)
    try fields.count("macs", macs)
    try fields.count("singleTaskParameters", singleTaskParameters)
    try fields.count("singleTaskMACs", singleTaskMACs)
    for (task, parameters) in perTask.sorted(by: { $0.key < $1.key }) {
      try fields.at("perTask").text("a name", task)
      try fields.at("perTask").count(task, parameters)
    }
  }
}

extension PictureSet {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.text("frame", frame)
    try input.check(fields.at("input"))
    for (name, pictures) in [("truth", truth), ("prediction", prediction)] {
      for (task, picture) in pictures.sorted(by: { $0.key < $1.key }) {
        try fields.at(name).text("a name", task)
        try picture.check(fields.at(name).at(task))
      }
    }
  }
}

extension Picture {
  fileprivate func check(_ fields: FieldLimits) throws {
    try fields.count("width", width, 1...FieldLimits.largestSide)
    try fields.count("height", height, 1...FieldLimits.largestSide)
    try fields.length("range", range.count, of: [2], "numbers")
    for bound in range { try fields.number("range", bound) }
    if kind == .objects { return try checkObjects(fields) }
    let channels = kind == .colour || kind == .vectors ? 3 : 1
    let samples = width * height * channels
    // The length alone tells most pictures that do not fit, before anything is decoded.
    let isWhole =
      base64.utf8.count == (samples + 2) / 3 * 4
      && Data(base64Encoded: base64)?.count == samples
    try fields.require(
      "base64", isWhole, found: "\(base64.utf8.count) characters",
      expected: "the base64 of \(width) × \(height) × \(channels) = \(samples) bytes")
  }

  private func checkObjects(_ fields: FieldLimits) throws {
    // Found objects are at most 10,000, and so are those that a task has room for.
    let most = 10_000 * Self.objectBytes
    let bytes = base64.utf8.count <= (most + 2) / 3 * 4 ? Data(base64Encoded: base64)?.count : nil
    try fields.require(
      "base64", bytes.map { $0 % Self.objectBytes == 0 && $0 <= most } ?? false,
      found: "\(base64.utf8.count) characters",
      expected: "the base64 of \(Self.objectBytes) bytes for each of at most 10000 objects")
  }
}
