import Digests
import Foundation

/// One line of `records.jsonl`: a record's canonical JSON with a digest of its cell and its outcome, so
/// that whoever reads it notices a change by hand, or an outcome that stands beside another cell.
enum RecordLine {
  /// Cell and outcome are not those that were written together.
  struct Changed: Error {
    let cell: Cell
  }

  /// Nothing says whether cell and outcome are those that were written.
  struct Undigested: Error {}

  /// Bytes that are no UTF-8, in which nobody else would find a record.
  struct NotText: Error {}

  /// Without its newline. Throws where a value is out of its range: such a line would not be read back.
  static func spell(_ record: Record) throws -> String {
    let record = try record.validated()
    let outcome = try JSONValue.canonical(record.outcome)
    return try JSONValue.canonical(
      Spelled(
        cell: record.cell, cost: record.cost,
        digest: digest(cell: record.cell.canonical, outcome: outcome), outcome: record.outcome,
        provenance: record.provenance))
  }

  /// SHA-256 of the canonical JSON of an object with these two members.
  static func digest(cell: String, outcome: String) -> String {
    sha256(#"{"cell":\#(cell),"outcome":\#(outcome)}"#)
  }

  /// The numeric revision with which digests began. What is of an earlier one is shown in reports, and never goes for done.
  private static let firstDigested = 4

  /// Throws `NotText`, `DecodingError`, `LimitError`, `Undigested` or `Changed`.
  static func read(_ line: Data) throws -> Record {
    // A decoder of JSON would take UTF-16 too, and NULs are in it.
    guard !line.contains(0), String(data: line, encoding: .utf8) != nil else { throw NotText() }
    let stored: Stored
    do { stored = try JSONDecoder().decode(Stored.self, from: line) } catch {
      throw UnreadableNumber.search(line) ?? error
    }
    let record = try stored.record.validated()
    guard let digest = stored.digest else {
      if let revision = Int(record.cell.revision), revision < firstDigested { return record }
      throw Undigested()
    }
    guard try matches(digest, line) else { throw Changed(cell: record.cell) }
    return record
  }

  /// A line as it was written has the canonical JSON of both in its bytes. Another spelling of the same values, such as one
  /// with spaces, is as good.
  private static func matches(_ digest: String, _ line: Data) throws -> Bool {
    if let cell = line.text(between: #"{"cell":"#, and: #","cost":{"#),
      let outcome = line.text(
        between: #","digest":"\#(digest)","outcome":"#, and: #","provenance":{"#),
      Self.digest(cell: cell, outcome: outcome) == digest
    {
      return true
    }
    let values = try JSONDecoder().decode(ValuesAsJSON.self, from: line)
    return Self.digest(cell: values.cell.canonical, outcome: values.outcome.canonical) == digest
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

  private struct ValuesAsJSON: Decodable {
    var cell: JSONValue
    var outcome: JSONValue
  }
}

extension Data {
  /// What stands between the first `before` and the last `after`.
  fileprivate func text(between before: String, and after: String) -> String? {
    guard let start = range(of: Data(before.utf8))?.upperBound,
      let end = range(of: Data(after.utf8), options: .backwards)?.lowerBound, start <= end
    else { return nil }
    return String(decoding: self[start..<end], as: UTF8.self)
  }
}

extension Record {
  /// A line of `records.jsonl`, without its newline. Throws where it is none, or was changed.
  public init(line: Data) throws { self = try RecordLine.read(line) }
}
