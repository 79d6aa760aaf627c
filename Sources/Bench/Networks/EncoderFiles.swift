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

  /// Whether the file is there and is that of the cell. Throws `OptionError` where another is in its place.
  func hold(_ cell: Cell) throws -> Bool {
    guard FileManager.default.fileExists(atPath: weights.path) else { return false }
    if let exported = try? ExportedNetwork(weights.path), exported.cell == cell.canonical {
      return true
    }
    throw OptionError(
      key: "--to",
      message:
        "\(weights.relativePath) is there, and is not of this training: name another file, or remove it"
    )
  }

  /// Puts the network and its record into place, the network last, and removes the folder. Throws `DataError`.
  func write(_ record: Record, _ network: URL) throws {
    do {
      let line = Data((try record.line() + "\n").utf8)
      try WholeFile.write(to: self.record) { put in line.withUnsafeBytes(put) }
    } catch {
      throw DataError("\(self.record.relativePath): cannot be written: \(error)")
    }
    try network.copyWhole(to: weights)
    try? FileManager.default.removeItem(at: workFolder)
  }

  /// The CPU time of the training that made a file of weights, where its record is beside it; nil elsewhere.
  static func cpuSeconds(of weights: String) -> Double? {
    let file = record(of: URL(fileURLWithPath: weights))
    guard let data = try? InputFile.read(file, upTo: 1 << 24),
      let line = data.split(separator: UInt8(ascii: "\n")).first,
      let record = try? Record(line: Data(line)),
      let exported = try? ExportedNetwork(weights), exported.cell == record.cell.canonical
    else { return nil }
    return record.cost.cpuSeconds
  }
}
