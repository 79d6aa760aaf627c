import Foundation
import Yams

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

extension SuiteMistake {
  init(_ error: YamlError, file: String) {
    self.file = file
    path = ""
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      line = mark.line
      let place = context.map { " (\($0.text) in line \($0.mark.line))" } ?? ""
      message = "not YAML: \(problem)\(place)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      line = context.mark.line
      message = "found \(duplicates.sorted().joined(separator: ", ")) twice in one map"
    case .reader(let problem, _, _, _):
      line = 1
      message = "not text in UTF-8: \(problem)"
    default:
      line = 1
      message = "not YAML: \(error)"
    }
  }
}
