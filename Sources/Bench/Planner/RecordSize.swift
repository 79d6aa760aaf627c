import Engine
import Records

/// How long a record is at least, before its cell is trained.
enum RecordSize {
  static func least(_ cell: Cell, _ suite: Suite) -> Int {
    let size = suite.dataset.item.size
    // An image in three channels, and of every task with a map its target and its prediction in one or three; four
    // characters for three samples.
    let maps = suite.tasks.filter { task in
      task.item.predictsMap && cell.tasks.contains { $0.name == task.choice.name }
    }
    let predicted = maps.reduce(0.0) { $0 + ($1.item.geometry == .directions ? 6 : 2) }
    let samples = maps.isEmpty ? 0 : 3 + predicted
    let pixels = Double(size.height * size.width) * Double(cell.pictures)
    // What every epoch and every record spells: digits, names, the cell itself.
    let epochs = Double(cell.epochs) * Double(cell.tasks.count) * 20
    let bytes = 1500 + epochs + pixels * samples * 4 / 3
    return bytes < 1e15 ? Int(bytes) : Int.max
  }
}
