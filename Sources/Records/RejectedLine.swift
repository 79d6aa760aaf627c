import Foundation

/// A complete line of a `records.jsonl` that is not used.
public struct RejectedLine: Sendable {
  /// From 1.
  public let number: Int
  /// Without its newline, as it was found.
  let bytes: Data
  /// Why, in words.
  public let reason: String
  /// Whether it is a record whose outcome is not known to be the one that was written.
  public let isChanged: Bool
  /// Whether only the digest tells that it was changed.
  private let hasOtherDigest: Bool
  /// Lines of one kind are told together.
  private let kind: String

  init(number: Int, bytes: Data, error: any Error) {
    self.number = number
    self.bytes = bytes
    isChanged =
      switch error {
      case is RecordLine.Changed, is RecordLine.Undigested, is LimitError: true
      default: false
      }
    hasOtherDigest = error is RecordLine.Changed
    reason = Self.reason(error)
    kind = (error as? LimitError).map { $0.field + $0.expected } ?? reason
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case is RecordLine.Changed:
      "its cell and outcome do not match its digest: they were changed after they were written"
    case is RecordLine.Undigested:
      "no digest: an earlier version wrote it, or somebody removed it"
    case is RecordLine.NotText: "not UTF-8 text"
    case let error as LimitError: "\(error)"
    case DecodingError.keyNotFound(let key, let context):
      "no \((context.codingPath + [key]).spelled)"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "not an object"
        : "wrong type at \(context.codingPath.spelled)"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "unusable value at \(context.codingPath.spelled), \(context.debugDescription)"
    default: "not JSON"
    }
  }

  /// One sentence for each kind. A file of another format has one reason for all its lines: it is told once. Of outcomes that
  /// were changed every line is named: they are what somebody looks for.
  /// - Parameter name: the file to which the lines were moved; nil where nothing was changed.
  static func notices(_ lines: [RejectedLine], file: String, movedTo name: String?) -> [String] {
    let groups = Dictionary(grouping: lines, by: \.kind).values
    return groups.sorted { $0[0].number < $1[0].number }.map { group in
      let isOne = group.count == 1
      let done =
        name.map {
          "moved to \($0); if \(isOne ? "it" : "one") held a record of this suite, that cell is "
            + "trained again"
        } ?? (isOne ? "it is not used" : "they are not used")
      let first = group[0]
      if first.hasOtherDigest, !isOne {
        return
          "\(file): lines \(numbers(group)): cell and outcome of each do not match its digest: "
          + "they were changed after they were written: \(done)"
      }
      if first.hasOtherDigest { return "\(file):\(first.number): \(first.reason): \(done)" }
      return isOne
        ? "\(file):\(first.number) is not a record (\(first.reason)): \(done)"
        : "\(file):\(first.number) and \(group.count - 1) more lines are no records "
          + "(\(first.reason)): \(done)"
    }
  }

  /// `2, 5–9, 12`
  private static func numbers(_ lines: [RejectedLine]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in lines.map(\.number) {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
