import Foundation

/// What a failed cell's record may say of this machine.
enum FailureMessage {
  /// Absolute paths shortened to their last component: records hold no folder of a machine.
  static func withoutFolders(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard let slash = word.firstIndex(of: "/"), word.filter({ $0 == "/" }).count > 1,
        slash == word.startIndex || !word[word.index(before: slash)].isLetter
      else { return String(word) }
      let start = word[..<slash]
      return start + "…/" + word[slash...].split(separator: "/").last!
    }.joined(separator: " ")
  }

  /// What a process that crashed wrote last that a person can use: a fatal error, else its last line.
  static func lastWords(_ text: String) -> String? {
    let lines = withoutBacktrace(text)
    return lines.last { $0.lowercased().contains("fatal error") } ?? lines.last
  }

  /// The lines that a process wrote before its runtime showed registers and frames.
  static func withoutBacktrace(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.prefix { line in !backtraces.contains { line.contains($0) } }.map(String.init)
  }

  /// How Swift's runtime begins to show them.
  private static let backtraces = ["Backtracing from 0x", "Program crashed: ", "*** Signal "]

  /// `Segmentation fault`
  static func signal(_ number: Int32) -> String { String(cString: strsignal(number)) }
}
