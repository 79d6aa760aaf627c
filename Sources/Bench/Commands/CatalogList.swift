import Engine
import Records

/// Everything of one kind that a suite can name, to be read or parsed.
struct CatalogList {
  struct Entry {
    let name: String
    let summary: String
    let options: [OptionDeclaration]
    /// What a step of a weighting scheme takes.
    var cost: String?
  }

  /// In the singular.
  let kind: String
  let entries: [Entry]

  var plural: String { kind.hasSuffix("s") ? kind : kind + "s" }

  init(_ kind: String, _ entries: [Entry]) {
    self.kind = kind
    self.entries = entries
  }

  init<Item>(_ catalog: Catalog<Item>, cost: (String) -> String? = { _ in nil }) {
    kind = catalog.kind
    entries = catalog.entries.map {
      Entry(name: $0.name, summary: $0.summary, options: $0.options, cost: cost($0.name))
    }
  }

  static var all: [CatalogList] {
    [
      CatalogList(architectures),
      CatalogList(weightings) { try? weightings.make($0).item.cost }, CatalogList(tasks),
    ] + ChoiceKinds.all.map(\.list)
  }

  /// The keys of a suite file.
  static let keys = CatalogList(
    "key",
    SuiteKey.all.map {
      Entry(name: $0.name, summary: $0.meaning + ($0.isRequired ? " (required)" : ""), options: [])
    })

  var text: String {
    entries.map { entry in
      var lines = ["\(entry.name)", "    \(entry.summary)"]
      if let cost = entry.cost { lines.append("    costs \(cost)") }
      for option in entry.options {
        lines.append("    \(option.key) = \(standard(option)): \(option.meaning)\(allowed(option))")
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func standard(_ option: OptionDeclaration) -> String {
    option.standard.map(\.description) ?? "<path>"
  }

  private func allowed(_ option: OptionDeclaration) -> String {
    option.allowed.isEmpty ? "" : " (\(option.allowed.joined(separator: ", ")))"
  }

  var json: JSONValue {
    .array(
      entries.map { entry in
        .object([
          "name": .text(entry.name), "summary": .text(entry.summary),
          "cost": entry.cost.map { .text($0) } ?? .null,
          "options": .array(
            entry.options.map { option in
              .object([
                "key": .text(option.key), "kind": .text(option.kind.rawValue),
                "default": option.standard.map(JSONValue.init) ?? .null,
                "meaning": .text(option.meaning),
                "allowed": .array(option.allowed.map { .text($0) }),
              ])
            }),
        ])
      })
  }
}
