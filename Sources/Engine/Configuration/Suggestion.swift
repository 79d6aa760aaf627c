/// `; did you mean mtan?` where one of the candidates is close to what was typed, else nothing.
public func suggestion(for typed: String, among candidates: [String]) -> String {
  // Nothing that long is a slip of the keyboard, and the comparison takes as long as both are.
  guard typed.utf8.count <= 100 else { return "" }
  let ranked = candidates.map { ($0, editDistance(typed.lowercased(), $0.lowercased())) }
  guard let (best, distance) = ranked.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }),
    distance < typed.count,
    distance <= max(1, typed.count / 3) || (typed.count >= 3 && best.hasPrefix(typed))
  else { return "" }
  return "; did you mean \(best)?"
}

/// The text as messages quote it: its beginning where it is long, on one line and without characters that move the cursor.
public func shortened(_ text: some StringProtocol) -> String {
  let shown = text.unicodeScalars.prefix(60)
  var quoted = ""
  for scalar in shown {
    quoted += movesCursor(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
  }
  return shown.endIndex == text.unicodeScalars.endIndex ? quoted : quoted + "…"
}

/// The first few of many names, as messages quote them: `a, b, c, …`.
public func some(_ names: [String], atMost count: Int = 3) -> String {
  names.prefix(count).map { shortened($0) }.joined(separator: ", ")
    + (names.count > count ? ", …" : "")
}

/// Whether it is a control character, or ends a line.
public func movesCursor(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: true
  default: false
  }
}

/// Damerau–Levenshtein distance with adjacent transpositions (optimal string alignment).
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var beforeLast = [Int]()
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
