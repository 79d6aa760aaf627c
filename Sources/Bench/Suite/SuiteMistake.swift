/// One thing wrong in a suite file: where, what was found, what was expected.
struct SuiteMistake: Error, Hashable, CustomStringConvertible {
  let file: String
  let line: Int
  /// Key path; empty for the file as a whole.
  let path: String
  let message: String

  var description: String {
    "\(file):\(line) \(path.isEmpty ? "" : path + ": ")\(message)"
  }
}

extension SuiteMistake {
  /// Lists and maps inside one another beyond the bound, which libyaml may notice first: it has one
  /// of its own, and reads ahead.
  static func nesting(file: String, line: Int) -> SuiteMistake {
    SuiteMistake(
      file: file, line: line, path: "",
      message: "found more than \(SuiteLimits.depth) lists and maps inside one another, the most "
        + "there may be")
  }
}

/// Everything wrong in a suite file, in the order of its lines.
struct SuiteMistakes: Error, CustomStringConvertible {
  let mistakes: [SuiteMistake]

  init(_ mistakes: [SuiteMistake]) {
    var seen = Set<SuiteMistake>()
    self.mistakes = mistakes.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }

  var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
