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

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case architectures, weightings, tasks, datasets, backbones, optimizers, schedules
    case augmentations, suites, keys, schema
  }

  @Argument(help: ArgumentHelp("What to list.")) var kind: Kind?
  @OptionGroup var json: JSONFlag

  func run() throws {
    try reportingErrors {
      let lists = CatalogList.all
      switch kind {
      case .schema?: Terminal.out(SuiteSchema.json.pretty)
      case .suites?: Terminal.out(json.json ? Self.suites.json.pretty : Self.suites.text)
      case .keys?: Terminal.out(json.json ? CatalogList.keys.json.pretty : CatalogList.keys.text)
      case let kind?:
        let list = lists.first { $0.plural == kind.rawValue }!
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
      plural: "suites",
      entries: SuiteFile.all().map { file in
        do {
          let suite = try SuiteReader().read(
            file.file, calledBy: file.calledBy, profile: .standard)
          return CatalogList.Entry(
            name: file.name, summary: "\(suite.title). \(suite.question)", options: [])
        } catch { return CatalogList.Entry(name: file.name, summary: "\(error)", options: []) }
      })
  }
}
