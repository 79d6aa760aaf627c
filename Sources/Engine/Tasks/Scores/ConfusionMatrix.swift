/// How often which class was answered for which.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// Of more classes nobody reads a matrix, and a record would be little else.
  static let mostClasses = 100

  /// [truth][answer]
  public private(set) var counts: [[Int]]

  /// Nil for more than `mostClasses`.
  init?(_ classes: Int) {
    guard classes <= Self.mostClasses else { return nil }
    counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
  }

  mutating func add(truth: Int, guess: Int) { counts[truth][guess] += 1 }
}
