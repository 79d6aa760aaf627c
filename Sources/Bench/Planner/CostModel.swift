import Engine
import Records
import Report

/// How long cells will take: from earlier records of this store where there are any, else from what this machine was measured
/// to take for steps of the plan's networks, else from a nominal rate.
struct CostModel {
  /// Multiply–accumulates per second of one core, training narrow networks; used where nothing could be measured.
  static let nominalRate = 10e9
  /// Bytes per second at which a cell reads frames that are kept, checks and copies them.
  static let nominalReading = 1e9

  /// CPU seconds by cell id.
  private let known: [String: Double]
  /// Whether records decide.
  private let isRecorded: Bool
  let basis: String

  /// - Parameter speed: used where there are no records. Throws `DataError` where the data cannot be counted.
  init(_ sized: SizedPlan, records: [Record], speed: MeasuredSpeed? = nil) throws {
    let suite = sized.plan.suite
    let counts = try suite.dataset.item.frameCounts()
    var estimates = Estimates(counts: counts)
    let size = suite.dataset.item.size
    for record in records where record.cell.dataset == suite.dataset.choice {
      guard case .finished(let outcome) = record.outcome else { continue }
      estimates.add(record.cell, outcome, seconds: record.cost.cpuSeconds)
    }
    isRecorded = estimates.isMeasured
    basis =
      estimates.isMeasured
      ? "measured on \(Wording.count(estimates.records, "earlier record"))"
      : speed?.basis
        ?? "at a nominal \(NumberFormat.short(Self.nominalRate)) multiply–accumulates/s on each core; "
        + "nothing has been measured yet"
    let frames = Double(counts.train) + Double(counts.validation) + Double(counts.test)
    let pixels = frames * Double(size.height * size.width)
    // Eight floats of a pixel: image, class, depth and normal.
    let reading = pixels * 32 / Self.nominalReading
    var known: [String: Double] = [:]
    for row in sized.rows {
      for (cell, id) in zip(row.row.cells, row.row.ids) where known[id] == nil {
        known[id] = estimates.seconds(cell, macs: row.macs(of: cell), trunk: row.trunkMACs) {
          work in
          speed?.seconds(cell, work, macs: row.macs(of: cell)).map { $0 + reading }
        }
      }
    }
    self.known = known
  }

  /// With this machine's speed, measured now or before, where the records say nothing. Throws `DataError`.
  static func measured(_ sized: SizedPlan, records: [Record], jobs: Int) throws -> CostModel {
    let model = try CostModel(sized, records: records)
    guard !model.isRecorded else { return model }
    let speed = try SpeedMeasuring(jobs: jobs, cache: SpeedCache()).measure(sized)
    return try CostModel(sized, records: records, speed: speed)
  }

  /// CPU seconds.
  func seconds(_ id: String) -> Double { known[id] ?? 0 }

  /// Wall seconds with so many cells at once.
  func seconds(_ ids: [String], jobs: Int) -> Double {
    ids.isEmpty ? 0 : Self.wall(ids.map(seconds), jobs: jobs)
  }

  /// At most so many wall seconds for what follows open choices: each as if its costliest candidate were chosen.
  func seconds(after choices: [TunedArm], jobs: Int) -> Double {
    let each = choices.flatMap { arm in
      Array(
        repeating: arm.candidates.map { seconds($0.id) }.max() ?? 0, count: arm.seeds.count - 1)
    }
    return Self.wall(each, jobs: jobs)
  }

  private static func wall(_ each: [Double], jobs: Int) -> Double {
    let shared = each.reduce(0, +) / Double(max(1, min(jobs, each.count)))
    return max(shared, each.max() ?? 0)
  }
}

/// What records and counts say about cells. Cells that differ in their seed alone are looked at once.
private struct Estimates {
  let counts: SplitCounts
  private(set) var records = 0
  private var work = 0.0
  private var seconds = 0.0
  /// CPU seconds of recorded cells that cost the same.
  private var recorded: [Arm: (sum: Double, count: Int)] = [:]
  private var estimated: [Arm: Double] = [:]

  init(counts: SplitCounts) { self.counts = counts }

  /// What decides how long a cell takes: neither its seed, nor how many pictures it keeps, what its losses are multiplied by, or
  /// its learning rate.
  private struct Arm: Hashable {
    let tasks: [Choice]
    let choices: [Cell.Kind: Choice]
    let numbers: [Int]
    let words: [String]

    init(_ cell: Cell) {
      tasks = cell.tasks
      var choices = cell.choices
      choices[.dataset] = nil
      choices[.schedule] = nil
      choices[.optimizer] = Choice(cell.optimizer.name)
      self.choices = choices
      numbers =
        [cell.epochs, cell.batch, cell.diagnosticsEvery]
        + cell.tasks.map { cell.trainFrames[$0.name] ?? 0 }
        + cell.tasks.map { cell.teacherEpochs[$0.name] ?? 0 }
      words = [cell.numerics, cell.revision, cell.dataDigest]
    }
  }

  var isMeasured: Bool { records > 0 && seconds > 0 && work > 0 }

  mutating func add(_ cell: Cell, _ outcome: Finished, seconds: Double) {
    // A record that says nonsense must not spoil the estimate of everything.
    guard seconds.isFinite, seconds > 0 else { return }
    records += 1
    self.seconds += seconds
    work += Self.work(cell, counts).macs(perFrame: Double(outcome.size.macs))
    work += Self.workBefore(
      cell, counts, macs: Double(outcome.size.singleTaskMACs) / Double(max(1, cell.tasks.count)))
    recorded[Arm(cell), default: (0, 0)].sum += seconds
    recorded[Arm(cell), default: (0, 0)].count += 1
  }

  /// - Parameters:
  ///   - measured: what the cell takes by the machine's measured speed.
  ///   - trunk: multiply–accumulates of a single-task network, near those of a trunk or a teacher.
  mutating func seconds(
    _ cell: Cell, macs: Int, trunk: Double, measured: (CellWork) -> Double?
  ) -> Double {
    let arm = Arm(cell)
    if let known = estimated[arm] { return known }
    let work = Self.work(cell, counts)
    let own = work.macs(perFrame: Double(macs))
    let all = own + Self.workBefore(cell, counts, macs: trunk)
    let nominal = all / CostModel.nominalRate
    var estimate: Double
    if let same = recorded[arm] {
      estimate = same.sum / Double(same.count)
    } else if isMeasured {
      estimate = nominal * CostModel.nominalRate * seconds / self.work
    } else {
      estimate = measured(work).map { $0 * all / own } ?? nominal
    }
    if estimate.isNaN { estimate = .infinity }
    estimated[arm] = estimate
    return estimate
  }

  /// What a cell does before its own training: its trunk's, and its teachers', which then answer for up to all training frames.
  private static func workBefore(_ cell: Cell, _ counts: SplitCounts, macs: Double) -> Double {
    let trunk = ChoiceKinds.start.item(of: cell).flatMap { cell.pretraining($0) }
    let answering = Double(cell.teachers.count * counts.train) * macs
    return ((trunk.map { [$0] } ?? []) + cell.teachers).map {
      work($0, counts).macs(perFrame: macs)
    }.reduce(answering, +)
  }

  private static func work(_ cell: Cell, _ counts: SplitCounts) -> CellWork {
    CellWork(cell, try? Selection(cell.weighting, from: weightings).item, counts)
  }
}
