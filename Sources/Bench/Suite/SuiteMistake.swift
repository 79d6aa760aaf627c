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

/// Everything wrong in a suite file, in the order of its lines; or in several, file after file.
struct SuiteMistakes: Error, CustomStringConvertible {
  let mistakes: [SuiteMistake]

  init(_ mistakes: [SuiteMistake]) {
    var seen = Set<SuiteMistake>()
    self.mistakes = mistakes.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }

  private init(files: [SuiteMistakes]) { mistakes = files.flatMap(\.mistakes) }

  var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

extension SuiteMistakes {
  /// What every element gives. Throws, once all were tried, with the mistakes of all of them.
  static func collecting<Element, Result>(
    _ elements: [Element], _ body: (Element) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    var found: [SuiteMistakes] = []
    for element in elements {
      do { results.append(try body(element)) } catch let mistakes as SuiteMistakes {
        found.append(mistakes)
      } catch let mistake as SuiteMistake { found.append(SuiteMistakes([mistake])) }
    }
    guard found.isEmpty else { throw SuiteMistakes(files: found) }
    return results
  }
}
