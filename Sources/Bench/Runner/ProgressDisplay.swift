import Foundation
import Records
import Report

/// Where a run is, on the standard error: one line that renews itself on a terminal, a line for each cell elsewhere.
final class ProgressDisplay {
  private let title: String
  private let total: Int
  private let names: CellNames
  /// Estimated cost of every cell, by id, in any one unit.
  private let work: [String: Double]
  private let doneBefore: Int
  private var done: Int
  private var workDone = 0.0
  private var workLeft: Double
  private let started = ContinuousClock.now
  private var lastUpdate = ContinuousClock.now
  private let isTerminal: Bool
  private var isLineOpen = false

  /// - Parameters:
  ///   - total: cells of the plan, those that are done included.
  ///   - work: estimated cost of every cell that is left.
  init(title: String, total: Int, names: CellNames, work: [String: Double]) {
    self.title = title
    self.total = total
    doneBefore = total - work.count
    done = doneBefore
    self.names = names
    self.work = work
    workLeft = work.values.reduce(0, +)
    isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  func started(_ cell: Cell) {
    if !isTerminal { say("start \(names.name(cell))") }
  }

  func finished(_ cell: Cell, how: String, seconds: Double?) {
    count(cell)
    let time = seconds.map { " in \(NumberFormat.roughDuration($0))" } ?? ""
    if !isTerminal { say("\(names.name(cell)): \(how)\(time)\(outlook(0))") }
  }

  func failed(_ cell: Cell, _ failure: Failure, detail: String) {
    count(cell)
    say("\(names.name(cell)): \(failure.reason.rawValue): \(failure.message)")
    guard failure.reason == .crashed else { return }
    for line in FailureMessage.withoutBacktrace(detail).suffix(12)
    where !failure.message.hasSuffix(line) {
      write("    \(line)\n")
    }
  }

  func update(running: [RunningCell]) {
    guard isTerminal, .now - lastUpdate > .milliseconds(200) else { return }
    lastUpdate = .now
    let partial = running.map { (work[$0.cell.id] ?? 0) * ($0.progress?.fraction ?? 0) }
      .reduce(0, +)
    let cells = running.map { child -> String in
      let epoch = child.progress.map { " \($0.epoch)/\($0.epochs)" } ?? ""
      return names.name(child.cell) + epoch
    }
    let text =
      "\(title) \(done)/\(total) cells\(outlook(partial)) · \(cells.joined(separator: ", "))"
    write("\r\u{1B}[K" + TerminalColumns.cut(text, to: width - 1))
    isLineOpen = true
  }

  /// Something about the run as a whole.
  func note(_ text: String) { say(text) }

  /// Ends the renewing line.
  func end() {
    if isLineOpen { write("\r\u{1B}[K") }
    isLineOpen = false
  }

  private func count(_ cell: Cell) {
    done += 1
    let cost = work[cell.id] ?? 0
    workDone += cost
    workLeft -= cost
  }

  /// Rate so far and the time that the rest will take at it.
  private func outlook(_ partial: Double) -> String {
    let elapsed = (ContinuousClock.now - started).seconds
    guard workDone + partial > 0, elapsed > 1 else { return "" }
    let left = max(0, workLeft - partial) / (workDone + partial) * elapsed
    let perMinute = workDone > 0 ? Double(done - doneBefore) / elapsed * 60 : 0
    let rate = perMinute > 0 ? " · \(NumberFormat.rounded(perMinute, 1)) cells/min" : ""
    return "\(rate) · \(NumberFormat.roughDuration(left)) left"
  }

  private func say(_ text: String) {
    end()
    Terminal.err("\(title) [\(done)/\(total)] \(text)")
  }

  private func write(_ text: String) { _ = Terminal.write(text, to: STDERR_FILENO) }

  private var width: Int {
    var size = winsize()
    // Some terminals do not know their width and say 0.
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : 80
  }
}
