/// Rows cut into pieces of work whose sums are added in order. The pieces are a function of the number of rows alone, so
/// that the number of threads cannot change a sum.
struct RowPieces {
  let rows: Int
  let step: Int

  /// At most 64 pieces, none but the last of fewer than 1,024 rows.
  init(_ rows: Int) { self.init(rows, step: max(1024, (rows + 63) / 64)) }

  init(_ rows: Int, step: Int) {
    self.rows = rows
    self.step = step
  }

  var count: Int { (rows + step - 1) / step }

  subscript(piece: Int) -> Range<Int> { piece * step..<min((piece + 1) * step, rows) }

  /// Calls `body` for every piece, on the team's threads.
  @inline(__always)
  func run(on team: ThreadTeam, _ body: (_ piece: Int, _ rows: Range<Int>) -> Void) {
    team.run(count) { piece, _ in body(piece, self[piece]) }
  }
}
