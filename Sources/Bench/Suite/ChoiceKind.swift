import Engine
import Records

/// A kind of choice: a catalog, the key under which suites and cells spell it, and what holds where nothing is said.
struct ChoiceKind<Item: Sendable>: AnyChoiceKind {
  let key: Cell.Kind
  let catalog: Catalog<Item>
  let standard: String?
  let meaning: String

  /// - Parameters:
  ///   - standard: the choice of suites that do not name one; nil where they must.
  ///   - about: what it is of; the standard is added.
  init(_ key: Cell.Kind, _ catalog: Catalog<Item>, standard: String?, _ about: String) {
    self.key = key
    self.catalog = catalog
    self.standard = standard
    let rest = standard.map { "\($0) if left out" }
    meaning = [about.isEmpty ? nil : about, rest].compactMap { $0 }.joined(separator: "; ")
  }

  var list: CatalogList { CatalogList(catalog) }

  var standardSelection: (any AnySelection)? {
    standard.map { SuiteDraft.standard($0, catalog) }
  }

  /// What a cell chooses, the standard where it says nothing; nil where that is no longer known.
  func item(of cell: Cell) -> Item? {
    guard let choice = cell.choices[key] else {
      return standard.map { SuiteDraft.standard($0, catalog).item }
    }
    return try? Selection(choice, from: catalog).item
  }

  func read(_ node: SuiteNode, _ log: MistakeLog, _ places: ChoicePlaces) -> (any AnySelection)? {
    log.choice(node, from: catalog) { places.apply(to: &$0, catalog) }?.selection
  }

  func select(_ choice: Choice, _ locations: [String: OptionValue]) throws -> any AnySelection {
    try Selection(choice, from: catalog, locations: locations)
  }

  func select(_ request: ChoiceRequest) throws -> any AnySelection {
    try Selection(request, from: catalog)
  }
}

/// A kind of choice, whatever is chosen.
protocol AnyChoiceKind: Sendable {
  var key: Cell.Kind { get }
  /// The choice of suites that do not name one; nil where they must.
  var standard: String? { get }
  /// For `bench list keys`, the schema of suites and the documents.
  var meaning: String { get }
  var list: CatalogList { get }
  var standardSelection: (any AnySelection)? { get }
  /// Nil, with a mistake noted, where the node is no such choice.
  func read(_ node: SuiteNode, _ log: MistakeLog, _ places: ChoicePlaces) -> (any AnySelection)?
  /// The choice of a record, made again. Throws `OptionError`.
  func select(_ choice: Choice, _ locations: [String: OptionValue]) throws -> any AnySelection
  /// What the command line asks for. Throws `OptionError`.
  func select(_ request: ChoiceRequest) throws -> any AnySelection
}

/// A choice that a catalog has made, whatever it is.
protocol AnySelection: Sendable {
  var choice: Choice { get }
}

extension Selection: AnySelection {}

/// Choices of several kinds, one of each.
struct Selections: Sendable {
  private var selected: [Cell.Kind: any AnySelection] = [:]

  init() {}

  /// All choices of a cell but architecture and weighting. Throws `OptionError` where one is no longer known.
  /// - Parameter locations: where its files lie.
  init(_ cell: Cell, locations: Locations) throws {
    for kind in ChoiceKinds.all {
      self[kind] =
        try cell.choices[kind.key].map { choice in
          try kind.select(choice, locations.options(of: choice, kind.key))
        }
        ?? kind.standardSelection
    }
    let known = ChoiceKinds.all.map(\.key) + [.architecture, .weighting]
    if let unknown = cell.choices.keys.sorted().first(where: { !known.contains($0) }) {
      throw OptionError(key: unknown.name, message: "this version knows no such kind of choice")
    }
  }

  /// Of a kind that has been chosen.
  subscript<Item>(_ kind: ChoiceKind<Item>) -> Selection<Item> {
    get {
      guard let found = selected[kind.key] as? Selection<Item> else {
        preconditionFailure("no choice of \(kind.key.name)")
      }
      return found
    }
    set { selected[kind.key] = newValue }
  }

  subscript(_ kind: any AnyChoiceKind) -> (any AnySelection)? {
    get { selected[kind.key] }
    set { selected[kind.key] = newValue }
  }

  /// With what a block says otherwise.
  func changed(
    _ kinds: [any AnyChoiceKind], by block: SuiteNode, _ log: MistakeLog, _ places: ChoicePlaces
  ) -> Selections {
    var copy = self
    for kind in kinds {
      if let node = block[kind.key.name] { copy[kind] = kind.read(node, log, places) }
    }
    return copy
  }

  func isComplete(_ kinds: [any AnyChoiceKind]) -> Bool {
    kinds.allSatisfy { selected[$0.key] != nil }
  }

  /// Every choice, by its kind.
  var all: [Cell.Kind: Choice] { selected.mapValues(\.choice) }

  /// As a cell spells them: of kinds that not every cell spells, those that are not the standard.
  var spelled: [Cell.Kind: Choice] {
    all.filter { key, choice in
      Cell.Kind.always.contains(key)
        || ChoiceKinds.all.first { $0.key == key }?.standardSelection?.choice != choice
    }
  }
}
