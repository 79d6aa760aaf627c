import Foundation

/// What a `records.jsonl` holds.
public struct StoreContents: Sendable {
  /// The last record of every cell.
  public private(set) var byID: [String: Record] = [:]
  /// Complete lines that are not used.
  public private(set) var rejected: [RejectedLine] = []
  /// Length of the incomplete last line, 0 where the file ends as it should.
  public private(set) var tornBytes = 0
  /// Length of the complete lines, with which the file begins.
  private(set) var completeBytes = 0
  /// The last complete line with its newline, by which the file is known again.
  private(set) var lastLine = Data()
  /// Every line that is a record, superseded ones included, in the file's order.
  private(set) var lines: [String] = []
  /// The line of that record, without its newline.
  public private(set) var lineByID: [String: String] = [:]
  private var order: [String] = []
  private var fileName = "records.jsonl"

  /// Of an empty file.
  public init() {}

  init(parsing bytes: Data, name: String) {
    fileName = name
    parse(bytes)
  }

  /// Goes on with what follows the complete lines that are known.
  mutating func parse(_ bytes: Data) {
    var start = bytes.startIndex
    var spelled: [Data] = []
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      spelled.append(bytes[start..<end])
      lastLine = bytes[start...end]
      start = end + 1
    }
    // Decoding is most of the time that a report of many cells takes before it draws.
    let read = spelled.concurrentMap { line in Result { try RecordLine.read(line) } }
    for (line, result) in zip(spelled, read) {
      switch result {
      case .success(let record): keep(record, String(decoding: line, as: UTF8.self))
      case .failure(let error):
        rejected.append(RejectedLine(number: lineCount + 1, bytes: Data(line), error: error))
      }
    }
    completeBytes += start - bytes.startIndex
    tornBytes = bytes.endIndex - start
  }

  /// A record whose line was just written, where nothing but that line has changed.
  mutating func append(_ record: Record, line: String) {
    keep(record, line)
    lastLine = Data((line + "\n").utf8)
    completeBytes += lastLine.count
    tornBytes = 0
  }

  /// Complete lines that are not used, as they were found.
  var rejectedLines: [UInt8] { rejected.flatMap { Array($0.bytes) + [UInt8(ascii: "\n")] } }

  /// The lines of records, superseded ones included: those of some cells (nil for all), and the others.
  func divided(_ ids: Set<String>?) -> (theirs: [String], others: [String]) {
    guard let ids else { return (lines, []) }
    var found: (theirs: [String], others: [String]) = ([], [])
    for line in lines {
      let id = try? RecordLine.read(Data(line.utf8)).cell.id
      if id.map(ids.contains) == true {
        found.theirs.append(line)
      } else {
        found.others.append(line)
      }
    }
    return found
  }

  private mutating func keep(_ record: Record, _ line: String) {
    let id = record.cell.id
    if byID[id] == nil { order.append(id) }
    byID[id] = record
    lineByID[id] = line
    lines.append(line)
  }

  private var lineCount: Int { lines.count + rejected.count }

  /// The last record of every cell, in the order in which the cells first appear.
  public var records: [Record] { order.map { byID[$0]! } }

  public var isEmpty: Bool { order.isEmpty }

  /// Whether there are lines whose outcome is not known to be the one that was written.
  public var hasChangedOutcomes: Bool { rejected.contains { $0.isChanged } }

  /// What is wrong with the file, one sentence each; empty where nothing is.
  public var problems: [String] { notices(movedTo: nil) }

  /// - Parameter name: the file to which rejected lines were moved; nil where nothing was changed.
  func notices(movedTo name: String?) -> [String] {
    var notices = RejectedLine.notices(rejected, file: fileName, movedTo: name)
    if tornBytes > 0 {
      notices.append(
        "\(fileName):\(lineCount + 1) ends without a newline after \(tornBytes) bytes, as an "
          + "interrupted write leaves it: "
          + (name == nil
            ? "it is not used"
            : "removed; if it was to be a record of this suite, that cell is trained again"))
    }
    return notices
  }
}
