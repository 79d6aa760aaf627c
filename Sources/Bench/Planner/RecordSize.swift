import Engine
import Records

/// How long a record is at least, before its cell is trained.
enum RecordSize {
  static func least(_ cell: Cell, _ suite: Suite) -> Int {
    let size = suite.dataset.item.size
    // An image in three channels, and of every task with a picture its target and its prediction; four characters for three
    // samples.
    let channels = suite.tasks.filter { task in
      cell.tasks.contains { $0.name == task.choice.name }
    }.map(\.item.pictureChannels)
    let pictured = channels.reduce(0, +)
    let samples = pictured == 0 ? 0 : Double(3 + 2 * pictured)
    let pixels = Double(size.height * size.width) * Double(cell.pictures)
    // What every epoch and every record spells: digits, names, the cell itself.
    let epochs = Double(cell.epochs) * Double(cell.tasks.count) * 20
    let bytes = 1500 + epochs + pixels * samples * 4 / 3
    return bytes < 1e15 ? Int(bytes) : Int.max
  }
}
