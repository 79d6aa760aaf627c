import Foundation

/// A text file with the name of a frame on every line. Blank lines and lines that begin with `#` say
/// nothing; a name may have the ending of a picture and begin with the folder that it lies in, as
/// lists made by `ls` or `find` have (`0001`, `0001.png`, `rgb/0001.png`, `./0001` are one frame).
struct FrameList {
  struct Entry {
    let frame: String
    /// From 1.
    let line: Int
  }

  /// In the order of the file.
  let entries: [Entry]

  /// - Parameters:
  ///   - path: for messages.
  ///   - folders: what a name may begin with beside the name itself.
  init(_ bytes: Data, _ path: String, folders: [String]) throws {
    let lines = try TextFile.text(bytes, path, "a list of frames").split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var entries: [Entry] = []
    var seen: [String: Int] = [:]
    for (index, line) in lines.enumerated() {
      let place = "\(path):\(index + 1)"
      // Files with byte-order marks that were joined have one in the middle.
      let written = line.trimmingCharacters(in: Self.ignored)
      guard !written.isEmpty, !written.hasPrefix("#"),
        let frame = try Self.frame(written, place, folders)
      else { continue }
      if let first = seen[frame] {
        throw DataError(
          "\(place): found frame \(frame) (\"\(written)\"), which line \(first) lists too, expected "
            + "every frame once; delete one of the lines")
      }
      seen[frame] = index + 1
      entries.append(Entry(frame: frame, line: index + 1))
    }
    self.entries = entries
  }

  func line(of frame: String) -> Int? { entries.first { $0.frame == frame }?.line }

  private static let ignored = CharacterSet.whitespaces.union(["\u{FEFF}"])

  /// In bytes of UTF-8.
  private static let longestName = 1000

  /// The frame that a line names; nil where it names what desktops leave in folders.
  private static func frame(_ written: String, _ place: String, _ folders: [String]) throws
    -> String?
  {
    guard written.utf8.count <= longestName else {
      throw DataError(
        "\(place): found a name of \(written.utf8.count) bytes, expected at most \(longestName): records "
          + "keep no longer ones; shorten it")
    }
    guard !written.hasPrefix("/") else {
      throw DataError(
        "\(place): found the path \(written), expected a name below the data's folder; "
          + "write the name alone")
    }
    var parts = written.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else {
      throw DataError(
        "\(place): found the name \(written), which leaves the data's folder by \"..\", expected a "
          + "name below it; write the name alone, and link what lies elsewhere into the folder")
    }
    guard let last = parts.last, !DataFolder.isBeside(data: String(last)) else { return nil }
    if parts.count > 1, folders.contains(String(parts[0])) { parts.removeFirst() }
    parts[parts.count - 1] = withoutEnding(last)
    return parts.joined(separator: "/")
  }

  private static func withoutEnding(_ name: Substring) -> Substring {
    let endings = [".jpg", ".jpeg", ".png"]
    guard let ending = endings.first(where: name.lowercased().hasSuffix),
      ending.count < name.count
    else { return name }
    return name.dropLast(ending.count)
  }
}
