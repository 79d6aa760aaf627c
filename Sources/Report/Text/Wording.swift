/// Words for counts and lists, in pages and on the terminal.
public enum Wording {
  /// `1 seed`, `3 seeds`, `1,200 cells`
  public static func count(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.grouped(count)) " + (count == 1 ? noun : noun + "s")
  }

  /// `a, b and c`
  public static func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words.last!
  }

  /// `three`; digits from eleven on.
  public static func number(_ count: Int) -> String {
    let words = [
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]
    return words.indices.contains(count) ? words[count] : NumberFormat.grouped(count)
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
