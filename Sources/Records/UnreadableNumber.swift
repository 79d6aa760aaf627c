import Foundation

/// Finds the number that makes a line unreadable, of which the decoder says only that there is one: a number that no `Double`
/// holds, or one that is not whole where only whole ones are read.
struct UnreadableNumber: Decodable {
  private var error: LimitError?

  /// Nil where the line is no JSON, or its numbers can be read.
  static func search(_ line: Data) -> LimitError? {
    (try? JSONDecoder().decode(UnreadableNumber.self, from: line))?.error
  }

  /// Objects whose members, however deep, are whole numbers.
  private static let countsOnly: Set = ["perTask", "confusions", "trainFrames", "teacherEpochs"]
  private static let wholeNumbers: Set = [
    "epochs", "batch", "pictures", "seed", "diagnosticsEvery", "peakMemory", "selectedEpoch",
    "parameters", "shared", "weighting", "macs", "singleTaskParameters", "singleTaskMACs",
    "width", "height",
  ]

  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: AnyKey.self) {
      for key in members.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
      where error == nil {
        error = try members.decode(UnreadableNumber.self, forKey: key).error
      }
    } else if var elements = try? decoder.unkeyedContainer() {
      while !elements.isAtEnd, error == nil {
        error = try elements.decode(UnreadableNumber.self).error
      }
    } else {
      error = Self.check(try decoder.singleValueContainer(), decoder.codingPath)
    }
  }

  private static func check(_ value: any SingleValueDecodingContainer, _ path: [any CodingKey])
    -> LimitError?
  {
    let isNumber =
      !value.decodeNil() && (try? value.decode(Bool.self)) == nil
      && (try? value.decode(String.self)) == nil
    guard isNumber else { return nil }
    if (try? value.decode(Double.self)) == nil {
      return LimitError(
        field: path.spelled, found: "a number too large to be read",
        expected: "a number between -1e60 and 1e60")
    }
    let names = path.filter { $0.intValue == nil }.map(\.stringValue)
    let isWhole =
      !names.contains("options")
      && (!countsOnly.isDisjoint(with: names) || names.last.map(wholeNumbers.contains) == true)
    guard isWhole, (try? value.decode(Int.self)) == nil else { return nil }
    return LimitError(
      field: path.spelled, found: "a number that is not whole, or too large",
      expected: "a whole number from 0 to \(FieldLimits.largestCount)")
  }
}

extension [any CodingKey] {
  /// `outcome.epochs.trainLoss.3`
  var spelled: String {
    map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
