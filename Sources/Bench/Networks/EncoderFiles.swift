import Engine
import Foundation
import Records

/// What a training of an encoder leaves: the weights, beside them the record that says what they cost, and, while it is under way, a
/// folder with its checkpoints.
struct EncoderFiles {
  let weights: URL

  init(_ weights: URL) { self.weights = weights }

  /// One line, as in `records.jsonl`.
  var record: URL { Self.record(of: weights) }
  var workFolder: URL { weights.appendingPathExtension("training") }

  private static func record(of weights: URL) -> URL {
    weights.appendingPathExtension("record.jsonl")
  }

  /// Whether the file is there and is that of the cell. Throws `OptionError` where another is in its place, or in the record's.
  func hold(_ cell: Cell) throws -> Bool {
    if let present = try NetworkPlace(weights).present {
      guard present.cell == cell.canonical else { throw inTheWay(weights) }
      return true
    }
    var status = stat()
    guard lstat(record.path, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFREG, Self.firstRecord(record) != nil else {
      throw inTheWay(record)
    }
    return false
  }

  private func inTheWay(_ file: URL) -> OptionError {
    OptionError(
      key: "--to",
      message:
        "\(file.relativePath) is there, and is not of this training: name another file, or remove it"
    )
  }

  /// Puts the network and its record into place, the network last, and removes the folder. Throws `UnwrittenFile`.
  func write(_ record: Record, _ network: URL) throws {
    try self.record.writeWhole(Data((try record.line() + "\n").utf8), advice: Self.advice)
    try network.copyWhole(to: weights, advice: Self.advice)
    try? FileManager.default.removeItem(at: workFolder)
  }

  private static let advice =
    "What was trained is kept: make room, and give the same command again"

  private static func firstRecord(_ file: URL) -> Record? {
    guard let data = try? InputFile.read(file, upTo: 1 << 24),
      let line = data.split(separator: UInt8(ascii: "\n")).first
    else { return nil }
    return try? Record(line: Data(line))
  }

  /// The CPU time of the training that made a file of weights, where its record is beside it; nil elsewhere.
  static func cpuSeconds(of weights: String) -> Double? {
    guard let record = firstRecord(record(of: URL(fileURLWithPath: weights))),
      let exported = try? ExportedNetwork(weights), exported.cell == record.cell.canonical
    else { return nil }
    return record.cost.cpuSeconds
  }
}
