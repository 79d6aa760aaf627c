import Engine

extension MistakeLog {
  /// `points: grid` with `divisions`, or a number of `points` with a `seed`; and `zeros`.
  func scalarization(_ request: ChoiceRequest, _ node: SuiteNode, _ place: SuiteNode)
    -> Scalarization?
  {
    var options = request.options
    var written = request.written
    if let bare = request.bare, options["points"] == nil {
      options["points"] = bare
      written["points"] = written[""]
    }
    func echo(_ key: String) -> String {
      options[key].map { shortened(written[key] ?? "\($0)") } ?? "nothing"
    }
    func mistake(_ key: String, _ message: String) {
      add(path: "\(place.path).\(key)", line: place[key]?.line ?? place.line, message)
    }
    let known = ["points", "divisions", "seed", "zeros"]
    for key in options.keys.sorted() where !known.contains(key) {
      mistake(
        key,
        "unknown option, expected one of \(known.joined(separator: ", "))"
          + suggestion(for: key, among: known))
      return nil
    }
    func whole(_ key: String, _ standard: Int?, _ range: ClosedRange<Int>, _ what: String) -> Int? {
      switch options[key] {
      case nil where standard != nil: return standard
      case .integer(let value) where range.contains(value): return value
      case nil: mistake(key, "missing: \(what)")
      case .some: mistake(key, "found \(echo(key)), expected \(what)")
      }
      return nil
    }
    func refuse(_ key: String, _ other: String) -> Bool {
      guard options[key] != nil else { return false }
      mistake(key, "goes with \(other)")
      return true
    }
    var zeros = false
    switch options["zeros"] {
    case nil: break
    case .bool(let value): zeros = value
    case .some:
      mistake("zeros", "found \(echo("zeros")), expected true or false")
      return nil
    }
    switch options["points"] {
    case .text("grid"):
      guard !refuse("seed", "a number of random points, not with a grid"),
        let divisions = whole(
          "divisions", nil, Scalarization.divisions,
          "a whole number, 1 to \(Scalarization.divisions.upperBound), the parts into which a grid "
            + "cuts the whole")
      else { return nil }
      return Scalarization(points: .grid(divisions: divisions), zeros: zeros)
    case .integer(let count) where (1...Scalarization.most).contains(count):
      guard !refuse("divisions", "points: grid"),
        let seed = whole(
          "seed", 1, SuiteLimits.seed, "a whole number, 0 to \(SuiteLimits.seed.upperBound)")
      else { return nil }
      return Scalarization(points: .random(count: count, seed: seed), zeros: zeros)
    case .none, .some:
      mistake(
        "points",
        "found \(echo("points")), expected grid, or how many random points, "
          + "1 to \(Scalarization.most)")
      return nil
    }
  }

  func weights(
    _ sweep: Scalarization, tasks: Int, _ node: SuiteNode, _ place: SuiteNode
  ) -> [[Double]] {
    do { return try sweep.weights(tasks: tasks) } catch let error as OptionError {
      add(
        path: "\(place.path).\(error.key)", line: place[error.key]?.line ?? node.line, error.message
      )
    } catch { preconditionFailure("points are refused with OptionError only, not \(error)") }
    return []
  }
}
