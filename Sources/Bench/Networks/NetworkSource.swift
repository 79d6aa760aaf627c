import Engine
import Foundation
import Records
import Report

/// Where a trained network is taken from: what was kept of its cell, or the cell trained again, which gives the same network.
struct NetworkSource {
  let stored: StoredCell
  let out: OutOption
  let roots: DataRoots
  let threads: Int

  /// Puts the network's file into place, and tells what that takes before it begins. Throws `DataError` where what the cell needs is
  /// missing, and `CommandEnding`.
  func write(to target: URL) throws {
    guard case .finished = stored.record.outcome else {
      throw OptionError(
        key: "", message: "\(stored.cell.shortID) has no network: its training did not finish")
    }
    let name = stored.names.name(stored.cell)
    switch stored.store.networks.find(stored.cell) {
    case .whole(let kept): try kept.copyWhole(to: target)
    case .nothing: try train(to: target, because: "no network of \(name) is kept")
    case .unusable(let reason):
      try train(to: target, because: "the network that was kept of \(name) is not used: \(reason)")
    }
  }

  private func train(to target: URL, because reason: String) throws {
    let locations = try stored.locations(roots, out: out)
    let time = NumberFormat.roughDuration(stored.record.cost.cpuSeconds)
    Terminal.err(
      "\(reason): the cell is trained again, which took \(time) "
        + "of CPU time when it was recorded. bench run --keep-networks keeps those that it trains.")
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bench-networks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let networks = KeptNetworks(folder: scratch)
    guard
      let result = try Retraining.perform(
        [stored.record], locations: locations, jobs: 1, threads: threads, names: stored.names,
        networks: networks)?.first
    else { throw CommandEnding.stopped(Interruption.signalNumber ?? SIGINT) }
    guard case .whole(let made) = networks.find(stored.cell) else {
      Terminal.err("the cell could not be trained here: \(result.outcome.obstacle)")
      throw CommandEnding.incomplete
    }
    if !result.matches {
      let reason = result.otherClass(than: Provenance.current())
      Terminal.err(
        "its outcome is not the recorded one, byte for byte"
          + (reason.map { ": \($0)" } ?? "; bench repro \(stored.cell.shortID) shows both"))
    }
    try made.copyWhole(to: target)
  }
}

extension Outcome {
  /// Why there is no network of it.
  var obstacle: String {
    switch self {
    case .finished: "it finished, but its network could not be kept"
    case .failed(let failure): "\(failure.reason.rawValue): \(failure.message)"
    }
  }
}
