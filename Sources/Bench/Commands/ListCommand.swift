import ArgumentParser
import Engine
import Foundation
import Records

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what a suite can name, with every option.",
    discussion: """
      Generated from the code: what is listed here is what there is. Without a kind, the names of \
      everything; schema prints the JSON Schema of suite files for editors.

      Examples:
        bench list
        bench list architectures
        bench list weightings --json
      """)

  /// Every catalog, and what else can be listed.
  private static let kinds = CatalogList.all.map(\.plural) + ["suites", "keys", "schema"]

  @Argument(
    help: ArgumentHelp("What to list: \(kinds.joined(separator: ", "))."),
    completion: .list(kinds)) var kind: String?
  @OptionGroup var json: JSONFlag

  func validate() throws {
    guard let kind, !Self.kinds.contains(kind) else { return }
    throw ValidationError(
      "unknown kind \(shortened(kind)), expected one of \(Self.kinds.joined(separator: ", "))"
        + suggestion(for: kind, among: Self.kinds))
  }

  func run() throws {
    try reportingErrors {
      let lists = CatalogList.all
      switch kind {
      case "schema"?: Terminal.out(SuiteSchema.json.pretty)
      case "suites"?:
        let suites = Self.suites
        if suites.entries.isEmpty, !json.json {
          Terminal.err("there is no folder experiments with suites above the current folder")
        }
        Terminal.out(json.json ? suites.json.pretty : suites.text)
      case "keys"?: Terminal.out(json.json ? CatalogList.keys.json.pretty : CatalogList.keys.text)
      case let kind?:
        let list = lists.first { $0.plural == kind }!
        Terminal.out(json.json ? list.json.pretty : list.text)
      case nil:
        let all = lists + [Self.suites]
        if json.json {
          let members = all.map { ($0.plural, $0.json) }
          Terminal.out(JSONValue.object(Dictionary(uniqueKeysWithValues: members)).pretty)
        } else {
          var table = TextTable(["kind", "names"], right: [])
          for list in all {
            table.add([list.plural, list.entries.map(\.name).joined(separator: ", ")])
          }
          Terminal.out(table.text + "\n\nOptions: bench list KIND.")
        }
      }
    }
  }

  /// The suites in `experiments`, with their questions; a suite with a mistake is listed with it.
  private static var suites: CatalogList {
    CatalogList(
      "suite",
      SuiteFile.all().map { file in
        do {
          let suite = try SuiteReader().read(
            file.file, calledBy: file.calledBy, profile: .standard)
          return CatalogList.Entry(
            name: file.shownName, summary: "\(suite.title). \(suite.question)", options: [])
        } catch { return CatalogList.Entry(name: file.shownName, summary: "\(error)", options: []) }
      })
  }
}
