/// One of two: `gender: binary` for 0 and 1, `gender: {binary: [Male, Female]}` for names of 0 and 1.
struct BinaryColumn: ColumnLabels {
  static let name = "binary"
  static let summary = "0 or 1, or one of two names"

  private let names: [String]
  private let column: String

  init(_ options: inout Options) throws {
    names = try options.take(
      "names", default: [], count: 2...2, "what stands for 0 and 1, in this order")
    column = try options.column()
  }

  func offer(_ task: String) -> TaskOffer {
    TaskOffer(
      task, kind: Self.name, names.isEmpty ? [:] : ["names": .list(names.map { .text($0) })])
  }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    let column = try table.column(column, of: task)
    let known = names.isEmpty ? ["0", "1"] : names
    let listed = ListedTask(
      offer: offer(task), layout: LabelLayout(.indices, count: 1), names: known)
    return LabelReading(task: listed) { row in
      let text = table.value(row, column)
      if text.isEmpty { return nil }
      guard let place = known.firstIndex(of: text) else {
        throw table.mistake(row, column, known.joined(separator: " or "))
      }
      return .indices([Int16(place)])
    }
  }
}
