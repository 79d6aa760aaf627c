import Records

/// One quantity against epochs for one arm: a line per seed, with their mean.
struct Trajectory: Sendable {
  struct Seed: Sendable {
    var seed: Int
    /// Epoch and value.
    var points: [(x: Double, y: Double)]
    var selectedEpoch: Int
  }
  var arm: String
  var label: String
  var seeds: [Seed]

  /// Mean over the seeds that reached each epoch.
  var mean: [(x: Double, y: Double)] { perEpoch(Moments.mean) }

  /// Smallest and largest value over seeds.
  var band: [(x: Double, low: Double, high: Double)] {
    let low = perEpoch { $0.min()! }
    let high = perEpoch { $0.max()! }
    return zip(low, high).map { ($0.x, $0.y, $1.y) }
  }

  private func perEpoch(_ value: ([Double]) -> Double) -> [(x: Double, y: Double)] {
    let epochs = unique(seeds.flatMap { $0.points.map(\.x) }).sorted()
    return epochs.compactMap { epoch in
      let values = seeds.compactMap { seed in seed.points.first { $0.x == epoch }?.y }
        .filter(\.isFinite)
      return values.isEmpty ? nil : (epoch, value(values))
    }
  }

  /// Rows of a data table: arm, what, seed, epoch, value.
  func rows(_ what: String) -> [[DataTable.Datum]] {
    seeds.flatMap { seed in
      seed.points.map { point in
        [
          .text(label), .text(what), .number(Double(seed.seed), String(seed.seed)),
          .number(point.x, String(Int(saturating: point.x))),
          point.y.isFinite
            ? .number(point.y, NumberFormat.significant(point.y, 4)) : .missing,
        ]
      }
    }
  }
}

extension Arm {
  /// What `value` finds in each epoch of the networks that train `task`.
  func trajectory(of task: String, _ value: (EpochPoint, Int) -> Double?) -> Trajectory {
    Trajectory(
      arm: id, label: label,
      seeds: runs.compactMap { run in
        guard let (part, index) = run.part(training: task), let finished = part.finished else {
          return nil
        }
        let points = finished.epochs.compactMap { point in
          value(point, index).map { (x: Double(point.epoch), y: $0) }
        }
        guard !points.isEmpty else { return nil }
        return Trajectory.Seed(
          seed: run.seed, points: points, selectedEpoch: finished.selectedEpoch)
      })
  }
}
