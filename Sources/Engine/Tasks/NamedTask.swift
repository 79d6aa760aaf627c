/// A task of which a data set may have several, as a table has columns: each has a name of its own beside its kind's.
public protocol NamedTask: LearningTask {
  var name: String { get set }
}

/// A task that a data set has labels for.
public struct TaskOffer: Sendable, Hashable {
  /// What it is called, and where its labels are found in a frame.
  public let name: String
  /// As the catalog of tasks lists it.
  public let kind: String
  /// Options that the data fix (`classes`).
  public let options: [String: OptionValue]
  /// Whether it is trained only where a suite names it.
  public let isExtra: Bool

  /// - Parameter kind: called as the task itself where nothing is said.
  public init(
    _ name: String, kind: String? = nil, _ options: [String: OptionValue] = [:],
    isExtra: Bool = false
  ) {
    self.name = name
    self.kind = kind ?? name
    self.options = options
    self.isExtra = isExtra
  }
}

extension TaskOffer {
  /// Labels that an image may have several of.
  static let mostLabels = 1000
}

extension Catalog where Item == any LearningTask {
  /// A task of a kind that is listed, under a name of its own. Throws `OptionError`.
  public func make(
    _ kind: String, called name: String, _ given: [String: OptionValue] = [:],
    written: [String: String] = [:]
  ) throws -> Configured<any LearningTask> {
    let made = try make(kind, given, written: written)
    guard name != kind else { return made }
    guard var task = made.item as? any NamedTask else {
      throw OptionError(
        key: "kind",
        message:
          "found \(kind) for a task called \(shortened(name)), but a network has one \(kind) "
          + "at most, and it is called so")
    }
    if let wrong = Self.mistake(name: name) { throw OptionError(key: "", message: wrong) }
    task.name = name
    return Configured(name: name, item: task, options: made.options)
  }

  /// Why a task cannot be called so, because names are parts of parameters' names, of spellings and of file names; nil where
  /// it can.
  public static func mistake(name: String) -> String? {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || " _-".unicodeScalars.contains($0)
    }
    guard !isPlain || name.isEmpty || name.count > 60 || name.hasPrefix(" ") || name.hasSuffix(" ")
    else { return nil }
    return
      "found a task called \(shortened(name)), expected 1 to 60 letters, digits, spaces, hyphens "
      + "and underscores"
  }
}
