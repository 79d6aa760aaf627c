import Foundation

/// What a `records.jsonl` holds.
public struct StoreContents: Sendable {
  /// The last record of every cell.
  public private(set) var byID: [String: Record] = [:]
  /// Complete lines that are no records, with their 1-based line numbers.
  public private(set) var rejected: [(line: Int, text: String, reason: String)] = []
  /// Length of the incomplete last line, 0 where the file ends as it should.
  public private(set) var tornBytes = 0
  /// Every line that is a record, superseded ones included, in the file's order.
  private(set) var lines: [String] = []
  private(set) var lineByID: [String: String] = [:]
  private var order: [String] = []

  /// Of an empty file.
  public init() {}

  init(parsing bytes: Data, name: String) {
    fileName = name
    let decoder = JSONDecoder()
    var start = bytes.startIndex
    var number = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      number += 1
      let line = bytes[start..<end]
      start = end + 1
      do {
        let record = try decoder.decode(Record.self, from: line)
        insert(record, line: String(decoding: line, as: UTF8.self))
      } catch {
        rejected.append((number, String(decoding: line, as: UTF8.self), Self.reason(error)))
      }
    }
    tornBytes = bytes.endIndex - start
  }

  private var fileName = "records.jsonl"

  /// The last record of every cell, in the order in which the cells first appear.
  public var records: [Record] { order.map { byID[$0]! } }

  public var isEmpty: Bool { order.isEmpty }

  mutating func insert(_ record: Record, line: String) {
    let id = record.cell.id
    if byID[id] == nil { order.append(id) }
    byID[id] = record
    lineByID[id] = line
    lines.append(line)
  }

  /// What is wrong with the file, one sentence each; empty where nothing is.
  public var problems: [String] { notices(movedTo: nil) }

  /// - Parameter name: the file to which rejected lines were moved; nil where nothing was changed.
  func notices(movedTo name: String?) -> [String] {
    let groups = Dictionary(grouping: rejected, by: \.reason).values
    var notices = groups.sorted { $0[0].line < $1[0].line }.map { group in
      notice(group.map(\.line), group[0].reason, movedTo: name)
    }
    if tornBytes > 0 {
      let line = lines.count + rejected.count + 1
      notices.append(
        "\(fileName):\(line) ends without a newline after \(tornBytes) bytes, as an interrupted "
          + "write leaves it: "
          + (name == nil ? "it is not used" : "removed; its cell will be trained again"))
    }
    return notices
  }

  /// A file of another format has one reason for all its lines: it is told once.
  private func notice(_ lines: [Int], _ reason: String, movedTo name: String?) -> String {
    if lines.count == 1 {
      return "\(fileName):\(lines[0]) is not a record (\(reason)): "
        + (name.map { "moved to \($0); its cell will be trained again" } ?? "it is not used")
    }
    return "\(fileName):\(lines[0]) and \(lines.count - 1) more lines are no records (\(reason)): "
      + (name.map { "moved to \($0); their cells will be trained again" } ?? "they are not used")
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "no \((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "not an object"
        : "wrong type at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "unusable value at \(context.codingPath.map(\.stringValue).joined(separator: ".")), "
        + context.debugDescription
    default: "not JSON"
    }
  }
}
