/// A value in a record that nothing can be computed from: which field, what it holds, what it may hold.
struct LimitError: Error, CustomStringConvertible {
  let field: String
  let found: String
  let expected: String

  var description: String { "\(field): found \(found), expected \(expected)" }
}

/// The kinds of values that a record may hold, and the place of the object whose fields are checked.
/// They leave room for what a report does with values: ratios and their squares stay finite, and sums over the networks
/// of an arm stay whole numbers. Every check throws `LimitError`.
struct FieldLimits {
  static let largestCount = JSONValue.largestInteger
  /// Training lasts `epochs` times frames, tasks and sweeps: their product is a whole number too.
  static let mostEpochs = Int(Int32.max)
  static let largestMagnitude = 1e60
  static let smallestMagnitude = 1e-60
  /// Of what nothing is divided by: its leading digits can still be brought before the point.
  static let smallestNumber = 1e-300
  /// In seconds: 30,000 years.
  static let longestTime = 1e12
  static let largestSide = 16_384
  /// Of a confusion matrix.
  static let mostClasses = 1_000
  /// Of one class that were answered alike: a matrix's sum, over all seeds, stays a whole number.
  static let mostImages = Int(Int32.max)
  /// In bytes of UTF-8.
  static let longestName = 1_000

  /// `outcome.size`; empty for the record itself.
  private let place: String

  init() { place = "" }

  private init(place: String) { self.place = place }

  /// The object in one field of this one.
  func at(_ name: String) -> FieldLimits { FieldLimits(place: field(name)) }

  private func field(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  /// The texts are made where something is wrong: a store has hundreds of thousands of values.
  func require(
    _ name: @autoclosure () -> String, _ holds: Bool, found: @autoclosure () -> String,
    expected: @autoclosure () -> String
  ) throws {
    guard !holds else { return }
    throw LimitError(field: field(name()), found: found(), expected: expected())
  }

  /// How many of something, or a number that stands for one of so many.
  func count(_ name: String, _ value: Int, _ range: ClosedRange<Int> = 0...Self.largestCount) throws
  {
    try require(
      name, range.contains(value), found: "\(value)",
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// Losses, weights, cosines, norms, options: also negative.
  func number(_ name: @autoclosure () -> String, _ value: Double) throws {
    try require(
      name(), value == 0 || (Self.smallestNumber...Self.largestMagnitude).contains(abs(value)),
      found: "\(value)", expected: "0, or a number of a magnitude from 1e-300 to 1e60")
  }

  /// What others are divided by: zero, or neither too small nor too large.
  func score(_ name: @autoclosure () -> String, _ value: Double) throws {
    let magnitudes = Self.smallestMagnitude...Self.largestMagnitude
    try require(
      name(), value == 0 || magnitudes.contains(abs(value)), found: "\(value)",
      expected: "0, or a number of a magnitude from 1e-60 to 1e60")
  }

  func seconds(_ name: String, _ value: Double) throws {
    try require(
      name, value == 0 || (Self.smallestNumber...Self.longestTime).contains(value),
      found: "\(value)", expected: "seconds from 0 to 1e12")
  }

  /// What is shown in a table.
  func text(_ name: String, _ value: String, longest: Int = Self.longestName) throws {
    try require(
      name, value.utf8.count <= longest, found: "\(value.utf8.count) bytes",
      expected: "a text of at most \(longest) bytes")
  }

  /// As many rows as columns; sums over them and over seeds stay whole numbers.
  func confusion(_ name: String, _ rows: [[Int]]) throws {
    try count("classes of \(name)", rows.count, 2...Self.mostClasses)
    for row in rows {
      try length(name, row.count, of: [rows.count], "columns in a row")
      for images in row { try count(name, images, 0...Self.mostImages) }
    }
  }

  func length(_ name: String, _ found: Int, of expected: [Int], _ things: String) throws {
    try require(
      name, expected.contains(found), found: "\(found) \(things)",
      expected: expected.map(String.init).joined(separator: " or "))
  }
}
