/// What is wrong with a JSON file: where, what was found and what was expected.
struct JSONMistake: Error {
  /// A step on the way from the whole to the value.
  enum Step: Hashable {
    case member(String)
    case element(Int)
  }

  /// From the outside; the reader puts steps before it as it leaves objects and arrays.
  var path: [Step] = []
  /// From 1.
  let line: Int
  let found: String
  let expected: String
  /// What to do; empty where that is plain.
  var advice = ""

  /// `annotations[17].bbox`
  var spelledPath: String {
    path.reduce("") { spelled, step in
      switch step {
      case .member(let name): spelled + (spelled.isEmpty ? "" : ".") + shortened(name)
      case .element(let index): spelled + "[\(index)]"
      }
    }
  }

  /// With the file's name, as users are told it.
  func error(in file: String) -> DataError {
    let place = path.isEmpty ? "" : spelledPath + ": "
    return DataError(
      "\(file):\(line): \(place)found \(found), expected \(expected)"
        + (advice.isEmpty ? "" : "; " + advice))
  }
}
