/// A chart that a report may hold; each is described where it is drawn. A figure's id is its kind's name, with numbers where
/// a report has several comparisons or architectures: `tasks`, `tasks-2`, `static-front-1-2`.
struct FigureKind: Hashable, Sendable {
  let name: String
  /// The columns with which the table of its numbers begins. A CSV file has no place for a remark about where it comes
  /// from: by these its owner is told.
  let columns: [String]

  init(_ name: String, columns: [String]) {
    self.name = name
    self.columns = columns
  }

  /// Every kind. Adding one: a file, and a line here and in the section that shows it.
  static let all: [FigureKind] = [
    .comparisons, .accuracyParameters, .accuracyMACs, .forest, .tasks, .staticFront, .weights,
    .cosines, .curves, .qualitative, .confusion,
  ]

  /// The kind of the figure with this id; nil where there is none.
  static func of(id: String) -> FigureKind? {
    let name = id.replacing(/(-[0-9]{1,4}){1,2}$/, with: "")
    return all.first { $0.name == name }
  }
}
