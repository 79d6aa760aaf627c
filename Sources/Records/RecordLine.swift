import Foundation

/// One line of `records.jsonl`: a record's canonical JSON with a digest of its outcome beside the outcome, so that a change
/// by hand is noticed by whoever reads it.
enum RecordLine {
  /// The outcome is not the one that was written.
  struct Changed: Error {
    let cell: Cell
  }

  /// Without its newline. Throws where a value is out of its range: such a line would not be read back.
  static func spell(_ record: Record) throws -> String {
    let record = try record.validated()
    return try JSONValue.canonical(
      Spelled(
        cell: record.cell, cost: record.cost,
        digest: sha256(try JSONValue.canonical(record.outcome)), outcome: record.outcome,
        provenance: record.provenance))
  }

  /// Throws `DecodingError`, `Changed` or `LimitError`. A line without a digest is one of an earlier program.
  static func read(_ line: Data) throws -> Record {
    let stored: Stored
    do { stored = try JSONDecoder().decode(Stored.self, from: line) } catch {
      throw UnreadableNumber.search(line) ?? error
    }
    if let digest = stored.digest, try !matches(digest, line) {
      throw Changed(cell: stored.record.cell)
    }
    return try stored.record.validated()
  }

  /// A line as it was written has the outcome's canonical JSON in its bytes. Another spelling of the same values, such as one
  /// with spaces, is as good.
  private static func matches(_ digest: String, _ line: Data) throws -> Bool {
    let beginning = Data(#""digest":"\#(digest)","outcome":"#.utf8)
    if let before = line.range(of: beginning),
      let after = line.range(of: Data(#","provenance":{"#.utf8), options: .backwards),
      before.upperBound <= after.lowerBound,
      sha256(line[before.upperBound..<after.lowerBound]) == digest
    {
      return true
    }
    let outcome = try JSONDecoder().decode(OutcomeAsJSON.self, from: line).outcome
    return sha256(outcome.canonical) == digest
  }

  private struct Spelled: Encodable {
    var cell: Cell
    var cost: Cost
    var digest: String
    var outcome: Outcome
    var provenance: Provenance
  }

  private struct Stored: Decodable {
    var record: Record
    var digest: String?

    private enum Keys: String, CodingKey { case digest }

    init(from decoder: any Decoder) throws {
      record = try Record(from: decoder)
      digest = try decoder.container(keyedBy: Keys.self).decodeIfPresent(
        String.self, forKey: .digest)
    }
  }

  private struct OutcomeAsJSON: Decodable {
    var outcome: JSONValue
  }
}
