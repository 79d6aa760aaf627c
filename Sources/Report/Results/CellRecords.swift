import Records

/// The record that speaks for each cell: a finished one if there is any, else the last.
struct CellRecords: Sendable {
  private let speaking: [Cell: Record]

  init(_ records: [Record]) {
    speaking = records.reduce(into: [:]) { speaking, record in
      if let earlier = speaking[record.cell], earlier.outcome.isFinished { return }
      speaking[record.cell] = record
    }
  }

  var cells: Set<Cell> { Set(speaking.keys) }

  subscript(cell: Cell) -> Record? { speaking[cell] }

  /// What became of a planned cell.
  func part(_ cell: Cell) -> Run.Part {
    guard let record = speaking[cell] else {
      return Run.Part(cell: cell, state: .missing, cost: nil)
    }
    switch record.outcome {
    case .finished(let value):
      return Run.Part(cell: cell, state: .finished(value), cost: record.cost)
    case .failed(let failure):
      return Run.Part(cell: cell, state: .failed(failure), cost: record.cost)
    }
  }
}

extension Outcome {
  var isFinished: Bool {
    if case .finished = self { true } else { false }
  }
}
