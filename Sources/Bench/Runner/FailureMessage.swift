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

  /// `Segmentation fault`
  static func signal(_ number: Int32) -> String { String(cString: strsignal(number)) }
}
