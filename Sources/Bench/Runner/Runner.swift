import Engine
import Foundation
import Records

/// Trains cells, each in a process of its own, several at once, and keeps a record of each as it ends.
///
/// The runner may be killed at any moment: every record that was stored stays, a cell that was under way goes on
/// from its last epoch's checkpoint when the same command is given again. Several runners may share a store.
final class Runner {
  struct Settings {
    var jobs: Int
    /// Threads of each training.
    var threads = 1
    /// Seconds that one cell may take.
    var timeLimit: Double?
    var locations: Locations
    /// Where trained networks are kept; nil where they are not.
    var networks: KeptNetworks?
    /// Whether cells are trained for the sake of these: then one that is lost is no small matter, and whoever asked says what follows.
    var isForNetworks = false
    /// The program to start for each cell: this one.
    var executable = "/proc/self/exe"
  }

  /// What a run did.
  struct Tally {
    var trained = 0
    var failed: [(cell: Cell, failure: Failure)] = []
    /// Cells that another process finished meanwhile.
    var elsewhere = 0
    /// The signal that stopped it, and how many cells were under way then.
    var stopped: (signal: Int32, running: Int)?
  }

  private let store: RecordStore
  private let settings: Settings
  private let provenance: Provenance
  private let display: ProgressDisplay
  private var queue: ArraySlice<Cell> = []
  private var running: [RunningCell] = []
  private var tally = Tally()
  private var nextClaim = ContinuousClock.now
  /// Kinds of warnings that were told: of what has no room one is enough for all cells.
  private var told: Set<CellMessage.Warning.Kind> = []

  init(
    store: RecordStore, settings: Settings, provenance: Provenance, display: ProgressDisplay
  ) {
    self.store = store
    self.settings = settings
    self.provenance = provenance
    self.display = display
  }

  /// Trains what is to be done, in order. Throws `StoreError` where a record cannot be kept: then everything is stopped.
  func run(_ cells: [Cell]) throws -> Tally {
    // A child that dies while its request is written must not take this process with it.
    signal(SIGPIPE, SIG_IGN)
    let wakeUp = Interruption.listen()
    defer { close(wakeUp) }
    queue = cells[...]
    do {
      while !(queue.isEmpty && running.isEmpty) {
        if let signal = Interruption.signalNumber {
          tally.stopped = (signal, running.count)
          break
        }
        try startCells()
        waitForEvents(wakeUp)
        try handleEvents()
        display.update(running: running)
      }
    } catch {
      stopAll()
      throw error
    }
    stopAll()
    display.end()
    if tally.stopped == nil { removeLeftovers() }
    return tally
  }

  private func startCells() throws {
    guard running.count < settings.jobs, !queue.isEmpty, .now >= nextClaim else { return }
    var index = queue.startIndex
    while running.count < settings.jobs, index < queue.endIndex {
      guard let claim = try store.claim(queue[index].id) else {
        index += 1
        continue
      }
      let cell = take(index)
      // A slice begins one further on where its first cell was taken.
      index = max(index, queue.startIndex)
      // Whoever had the claim before may have finished the cell.
      try store.refresh()
      if store.isDone(cell.id) {
        claim.release()
        tally.elsewhere += 1
        display.finished(cell, how: "finished by another process", seconds: nil)
      } else {
        try start(cell, claim)
      }
    }
    // All that is left is claimed by other processes: ask again later.
    if running.isEmpty { nextClaim = .now + .milliseconds(300) }
  }

  /// Removes a cell from the queue; the first, which it mostly is, without moving the others.
  private func take(_ index: Int) -> Cell {
    if index == queue.startIndex, let first = queue.popFirst() { return first }
    return queue.remove(at: index)
  }

  private func start(_ cell: Cell, _ claim: CellClaim) throws {
    let request = CellRequest(
      cell: cell, locations: settings.locations.dataset.mapValues(\.description),
      weights: settings.locations.weights,
      network: settings.networks?.file(cell.id).path,
      checkpoint: try store.checkpoint(of: cell.id).path,
      frames: store.frames.folder.path)
    let process = try ChildProcess(
      executable: settings.executable,
      arguments: ["train-cell", "--threads-per-cell", String(settings.threads)],
      inherited: claim.descriptor,
      request: try JSONValue.canonical(request))
    running.append(RunningCell(cell, process, claim: claim))
    display.started(cell)
  }

  /// Sleeps until a child says something, a signal comes or the display is due.
  private func waitForEvents(_ wakeUp: Int32) {
    var watched = [pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)]
    for child in running {
      for descriptor in [child.process.output, child.process.errors] where descriptor >= 0 {
        watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
    }
    _ = poll(&watched, nfds_t(watched.count), 200)
  }

  private func handleEvents() throws {
    for child in running {
      child.receive()
      tell(child)
      if let limit = settings.timeLimit, child.exceededLimit == nil, child.seconds > limit {
        child.exceededLimit = limit
        child.process.kill()
      }
    }
    for child in running where child.process.hasClosed {
      running.removeAll { $0 === child }
      let (outcome, cost) = child.finish()
      tell(child)
      defer { child.claim?.release() }
      try keep(child, outcome, cost)
    }
  }

  private func tell(_ child: RunningCell) {
    for warning in child.takeWarnings()
    where told.insert(warning.kind).inserted || warning.kind == .unusableCheckpoint {
      display.note(
        settings.isForNetworks && warning.kind == .network ? warning.message : warning.text)
    }
  }

  private func keep(_ child: RunningCell, _ outcome: Outcome, _ cost: Cost) throws {
    let cell = child.cell
    var record = Record(
      cell: cell, outcome: outcome, cost: cost, provenance: provenance.training(cell))
    do { record = try record.validated() } catch {
      let message = "what it measured cannot be kept: \(error)"
      record.outcome = .failed(Failure(reason: .crashed, message: message))
    }
    try store.append(record)
    switch record.outcome {
    case .finished:
      tally.trained += 1
      display.finished(cell, how: "finished", seconds: cost.wallSeconds)
    case .failed(let failure):
      tally.failed.append((cell, failure))
      display.failed(cell, failure, detail: child.process.errorText)
    }
    if store.isDone(cell.id) { unlink(try store.checkpoint(of: cell.id).path) }
  }

  private func stopAll() {
    for child in running {
      child.process.kill(SIGKILL)
      _ = child.process.wait()
      child.claim?.release()
    }
    running = []
  }

  /// Removes what killed runs left behind, where no other process may be using it. A folder is none of ours: it stays, with
  /// all that is in it.
  private func removeLeftovers() {
    let files = FileManager.default
    let checkpoints = store.workFolder.appendingPathComponent("checkpoints")
    guard store.isIdle else { return }
    for name in ((try? files.contentsOfDirectory(atPath: checkpoints.path)) ?? []).sorted()
    where name.count != 64 || store.isDone(name) {
      let place = checkpoints.appendingPathComponent(name).path
      if unlink(place) != 0, errno == EISDIR || errno == EPERM {
        display.note(
          "\(place) is a folder where checkpoints lie: no run made it, and it is left as it is")
      }
    }
  }
}
