/// One option that a choice takes: what `bench list`, the documents and the suite's schema print.
public struct OptionDeclaration: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case bool, integer, number, text, numbers, texts, map, location
  }
  public let key: String
  public let kind: Kind
  /// The value without which the choice is made; nil for a location, which has none.
  public let standard: OptionValue?
  public let meaning: String
  /// The values a text may have; empty where any will do.
  public let allowed: [String]
}

/// The options given to one choice. A `Configurable` takes what it knows, each with default and meaning, and
/// takes all of it whatever the values; the catalog refuses the rest, and tells all wrong values at once: an option whose value is wrong
/// has its default until then. One declaration is parser, default, help and schema.
public struct Options {
  private let given: [String: OptionValue]
  /// What is wrong with the values of those that were taken.
  private(set) var mistakes: [OptionError] = []
  /// Every option that was taken, in order.
  public private(set) var declarations: [OptionDeclaration] = []
  /// Every option's value, defaults included, in one spelling: what identifies the choice.
  /// Locations are left out: where data lie does not say what they are. So are options that came later, at their standard.
  public private(set) var resolved: [String: OptionValue] = [:]

  /// How values were written, for messages and for texts that look like numbers; where nothing is said, as they print. What is
  /// inside of a value goes by its place in it: `names[0]`, `labels.age`.
  private let written: [String: String]

  public init(_ given: [String: OptionValue] = [:], written: [String: String] = [:]) {
    self.given = given
    self.written = written
  }

  /// What an option gives; of one that is wrong the mistake is noted, and its default taken.
  private mutating func noting<Value>(
    _ standard: Value, _ read: (inout Options) throws -> Value
  ) throws -> Value {
    do { return try read(&self) } catch let error as OptionError {
      mistakes.append(error)
      resolved[error.key] = declarations.last?.standard
      return standard
    }
  }

  /// - Parameters:
  ///   - range: within ±`OptionValue.largestInteger`.
  ///   - isLater: whether the choice was known before the option was; it is spelled only where it is not the standard, so that
  ///     what identified the choice before still does.
  public mutating func take(
    _ key: String, default standard: Int, in range: ClosedRange<Int>, isLater: Bool = false,
    _ meaning: String
  ) throws -> Int {
    try noting(standard) { options in
      precondition(
        range.contains(standard) && -OptionValue.largestInteger <= range.lowerBound
          && range.upperBound <= OptionValue.largestInteger, "range of \(key)")
      options.declare(key, .integer, .integer(standard), meaning)
      let expected = "a whole number, \(range.lowerBound) to \(range.upperBound)"
      var value = standard
      switch options.given[key] {
      case nil: break
      case .integer(let found): value = found
      // Whole numbers come as such, however they are written.
      case .number:
        throw OptionError(key: key, message: "found \(options.echo(key)), expected \(expected)")
      case let found?: throw options.mismatch(key, found, "a whole number")
      }
      guard range.contains(value) else {
        throw OptionError(key: key, message: "found \(options.echo(key)), expected \(expected)")
      }
      options.resolved[key] = isLater && value == standard ? nil : .integer(value)
      return value
    }
  }

  /// - Parameter range: finite.
  public mutating func take(
    _ key: String, default standard: Double, in range: ClosedRange<Double>, _ meaning: String
  ) throws -> Double {
    try noting(standard) { options in
      Self.check(range, key)
      precondition(range.contains(standard), "range of \(key)")
      options.declare(key, .number, .number(standard), meaning)
      var value = standard
      if let found = options.given[key] {
        guard let number = Self.number(found) else {
          throw options.mismatch(key, found, "a number")
        }
        guard range.contains(number) else {
          throw OptionError(
            key: key,
            message: "found \(options.echo(key)), expected a number, \(Self.bounds(range))")
        }
        guard number == 0 || abs(number) >= Self.smallest else {
          throw OptionError(
            key: key,
            message: "found \(options.echo(key)), expected 0 or a number of at least 1e-300")
        }
        value = number
      }
      options.resolved[key] = .number(value)
      return value
    }
  }

  /// Records keep no smaller ones: their leading digits could not be brought before the point.
  private static let smallest = 1e-300

  private static func number(_ value: OptionValue) -> Double? {
    switch value {
    case .integer(let found): Double(found)
    case .number(let found): found
    case .bool, .text, .list, .map: nil
    }
  }

  /// Whole numbers up to the bounds are doubles of their own, so that none is changed on the way
  /// into a record.
  private static func check(_ range: ClosedRange<Double>, _ key: String) {
    let largest = Double(OptionValue.largestInteger)
    precondition(-largest <= range.lowerBound && range.upperBound <= largest, "range of \(key)")
  }

  private static func bounds(_ range: ClosedRange<Double>) -> String {
    "\(OptionValue.number(range.lowerBound)) to \(OptionValue.number(range.upperBound))"
  }

  /// - Parameter isLater: as of a whole number.
  public mutating func take(
    _ key: String, default standard: Bool, isLater: Bool = false, _ meaning: String
  ) throws -> Bool {
    try noting(standard) { options in
      options.declare(key, .bool, .bool(standard), meaning)
      var value = standard
      switch options.given[key] {
      case nil: break
      case .bool(let found): value = found
      case .text("true"): value = true
      case .text("false"): value = false
      case let found?: throw options.mismatch(key, found, "true or false")
      }
      options.resolved[key] = isLater && value == standard ? nil : .bool(value)
      return value
    }
  }

  /// A text with a closed set of values: an enumeration whose raw values are the spellings.
  /// - Parameter isLater: as of a whole number.
  public mutating func take<Value>(
    _ key: String, default standard: Value, isLater: Bool = false, _ meaning: String
  ) throws -> Value
  where Value: RawRepresentable<String> & CaseIterable {
    let found = try take(
      key, default: standard.rawValue, among: Value.allCases.map(\.rawValue), meaning)
    if isLater, found == standard.rawValue { resolved[key] = nil }
    return Value(rawValue: found) ?? standard
  }

  /// A text with a closed set of values that are not an enumeration.
  public mutating func take(
    _ key: String, default standard: String, among allowed: [String], _ meaning: String
  ) throws -> String {
    try noting(standard) { options in
      options.declare(key, .text, .text(standard), meaning, allowed: allowed)
      var value = standard
      switch options.given[key] {
      case nil: break
      case .text(let found): value = try options.known(key, found, allowed)
      case let found?:
        throw options.mismatch(key, found, "one of \(allowed.joined(separator: ", "))")
      }
      options.resolved[key] = .text(value)
      return value
    }
  }

  /// A list of numbers; a single number is a list of one.
  /// - Parameter range: of every number; finite.
  public mutating func take(
    _ key: String, default standard: [Double], in range: ClosedRange<Double>, _ meaning: String
  ) throws -> [Double] {
    try noting(standard) { options in
      Self.check(range, key)
      options.declare(key, .numbers, .list(standard.map { .number($0) }), meaning)
      var value = standard
      if let found = options.given[key] {
        let elements = if case .list(let elements) = found { elements } else { [found] }
        value = try elements.map { element in
          guard let number = Self.number(element), number.isFinite else {
            throw options.mismatch(key, found, "a list of numbers")
          }
          guard range.contains(number) else {
            throw OptionError(
              key: key, message: "found \(element), expected numbers, \(Self.bounds(range))")
          }
          guard number == 0 || abs(number) >= Self.smallest else {
            throw OptionError(
              key: key, message: "found \(element), expected numbers that are 0 or at least 1e-300")
          }
          return number
        }
      }
      options.resolved[key] = .list(value.map { .number($0) })
      return value
    }
  }

  /// Any text.
  /// - Parameter characters: how many there may be.
  public mutating func take(
    _ key: String, default standard: String, characters: ClosedRange<Int> = 0...200,
    _ meaning: String
  ) throws -> String {
    try noting(standard) { options in
      precondition(characters.contains(standard.count), "length of \(key)")
      options.declare(key, .text, .text(standard), meaning)
      var value = standard
      switch options.given[key] {
      case nil: break
      case .text(let found): value = try options.known(key, found, characters)
      case let found?:
        throw options.mismatch(key, found, "text, in quotes where it looks like a number")
      }
      options.resolved[key] = .text(value)
      return value
    }
  }

  /// A list of different texts; a single one is a list of one. Numbers are texts as they are written.
  /// - Parameter count: how many there may be, where there are any.
  public mutating func take(
    _ key: String, default standard: [String], count: ClosedRange<Int>, _ meaning: String
  ) throws -> [String] {
    try noting(standard) { options in
      options.declare(key, .texts, .list(standard.map { .text($0) }), meaning)
      var value = standard
      if let found = options.given[key] {
        let places: [(value: OptionValue, place: String)]
        if case .list(let elements) = found {
          places = elements.enumerated().map { ($1, "\(key)[\($0)]") }
        } else {
          places = [(found, key)]
        }
        value = try places.map { element, place in
          guard let text = options.text(element, at: place) else {
            throw options.mismatch(key, found, "a list of texts")
          }
          return try options.known(key, text, 1...200)
        }
        guard value.isEmpty || count.contains(value.count) else {
          throw OptionError(
            key: key,
            message:
              "found \(value.count), expected \(count.lowerBound) to \(count.upperBound) texts"
          )
        }
        var seen = Set<String>()
        if let twice = value.first(where: { !seen.insert($0).inserted }) {
          throw OptionError(key: key, message: "found \(shortened(twice)) twice, expected it once")
        }
      }
      options.resolved[key] = .list(value.map { .text($0) })
      return value
    }
  }

  /// A text, or what looks like a number or a truth value, as it was written; nil for anything else.
  private func text(_ value: OptionValue, at place: String) -> String? {
    switch value {
    case .text(let text): text
    case .integer, .number, .bool: written[place] ?? "\(value)"
    case .list, .map: nil
    }
  }

  /// A map, whose members the choice reads; empty where nothing is said. Lists in it are of texts: numbers in them are as they
  /// were written.
  public mutating func take(map key: String, _ meaning: String) throws -> [String: OptionValue] {
    try noting([:]) { options in
      options.declare(key, .map, .map([:]), meaning)
      var value: [String: OptionValue] = [:]
      switch options.given[key] {
      case nil: break
      case .map(let found): value = found.mapMembers { options.texts($1, at: "\(key).\($0)") }
      case let found?: throw options.mismatch(key, found, "a map")
      }
      options.resolved[key] = .map(value)
      return value
    }
  }

  private func texts(_ value: OptionValue, at place: String) -> OptionValue {
    switch value {
    case .map(let members): .map(members.mapMembers { texts($1, at: "\(place).\($0)") })
    case .list(let elements):
      .list(
        elements.enumerated().map { index, element in
          let inner = "\(place)[\(index)]"
          return text(element, at: inner).map(OptionValue.text) ?? texts(element, at: inner)
        })
    case .bool, .integer, .number, .text: value
    }
  }

  /// Says the value of a map that was taken with its own defaults, so that what means the same is spelled the same.
  mutating func respell(_ key: String, _ value: OptionValue) {
    precondition(resolved[key] != nil, "\(key) is not taken")
    resolved[key] = value
  }

  /// Says nothing of an option that was taken, where it means nothing.
  mutating func leaveOut(_ key: String) {
    precondition(resolved[key] != nil, "\(key) is not taken")
    resolved[key] = nil
  }

  private func known(_ key: String, _ found: String, _ characters: ClosedRange<Int>) throws
    -> String
  {
    guard characters.contains(found.count) else {
      throw OptionError(
        key: key,
        message: "found \(found.count) characters, expected \(characters.lowerBound) to "
          + "\(characters.upperBound)")
    }
    guard !found.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw OptionError(
        key: key, message: "found a control character in \(shortened(found)), expected plain text")
    }
    return found
  }

  /// Where data lie. Not part of the choice's identity: the data's digest is.
  public mutating func location(_ key: String, _ meaning: String) throws -> String? {
    try noting(nil) { options in
      options.declare(key, .location, nil, meaning)
      switch options.given[key] {
      case nil: return nil
      case .text(let found) where !found.isEmpty: return found
      case .text: throw OptionError(key: key, message: "found an empty path, expected a folder")
      case let found?:
        throw options.mismatch(key, found, "a path, in quotes where it looks like a number")
      }
    }
  }

  private func known(_ key: String, _ found: String, _ allowed: [String]) throws -> String {
    guard allowed.contains(found) else {
      throw OptionError(
        key: key,
        message: "found \(echo(key)), expected one of \(allowed.joined(separator: ", "))"
          + suggestion(for: found, among: allowed))
    }
    return found
  }

  private mutating func declare(
    _ key: String, _ kind: OptionDeclaration.Kind, _ standard: OptionValue?, _ meaning: String,
    allowed: [String] = []
  ) {
    precondition(!declarations.contains { $0.key == key }, "option \(key) is taken twice")
    declarations.append(
      OptionDeclaration(
        key: key, kind: kind, standard: standard, meaning: meaning, allowed: allowed))
  }

  private func mismatch(_ key: String, _ found: OptionValue, _ expected: String) -> OptionError {
    OptionError(key: key, message: "found \(echo(key)) (\(found.kind)), expected \(expected)")
  }

  private func echo(_ key: String) -> String {
    shortened(written[key] ?? given[key].map { "\($0)" } ?? "nothing")
  }
}

extension [String: OptionValue] {
  fileprivate func mapMembers(_ change: (String, OptionValue) -> OptionValue) -> Self {
    Dictionary(uniqueKeysWithValues: map { ($0, change($0, $1)) })
  }
}
