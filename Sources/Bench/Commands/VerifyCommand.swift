import ArgumentParser
import Engine
import Foundation
import Records

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Retrain some stored cells and compare outcomes byte for byte.",
    discussion: """
      The sample is the same every time: the cells whose ids come first. Outcomes are compared, not \
      costs. On a machine of another numeric class (processor, kernels, libraries) the last digits may \
      differ; the command says so. Every line that was changed after it was written is named, \
      sampled or not.

      Examples:
        bench verify dense --sample 2
        bench verify nyuv2 --sample 1 --data-root nyuv2=~/data/nyuv2

      Exit codes: 0 all match; 2 an outcome differs (DRIFT), or a line was changed after it was \
      written; 3 there is nothing to compare, or a cell could not be trained; 64 a mistake.
      """)

  @Argument(help: "A suite, by name or path.") var suite: String
  @Option(help: "How many cells to retrain.") var sample = 2
  @Option(help: "The profile to sample from: smoke, standard or full.") var profile: Profile?
  @OptionGroup var out: OutOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if sample < 1 {
      throw ValidationError("--sample: found \(sample), expected a whole number of at least 1.")
    }
  }

  func run() throws {
    try reportingErrors {
      let source = try StoredCells(
        suite, profile: profile, out: out.folder, dataRoots: try data.roots())
      let chosen = source.finished.sorted { $0.cell.id < $1.cell.id }.prefix(sample)
      guard !chosen.isEmpty else {
        Terminal.err(
          "\(suite): there is no finished record of the present data and numeric revision to compare; "
            + "bench run \(suite)\(profile?.option ?? "") makes them")
        throw source.hasChangedOutcomes ? CommandEnding.drift : CommandEnding.incomplete
      }
      guard
        let results = try Retraining.perform(
          Array(chosen), locations: source.suite.locations,
          jobs: jobs.count(threads: threads.count), threads: threads.count, names: source.names)
      else { throw CommandEnding.stopped(Interruption.signalNumber ?? SIGINT) }
      let here = Provenance.current()
      for result in results {
        let word = result.matches ? "MATCH" : result.isTrained ? "DRIFT" : "NOT TRAINED"
        Terminal.out(
          "\(word)  \(result.record.cell.shortID)  \(source.names.name(result.record.cell))")
        if !result.matches {
          if let reason = result.otherClass(than: here) { Terminal.out(reason) }
          Terminal.out(result.table)
        }
      }
      if source.hasChangedOutcomes || results.contains(where: { !$0.matches && $0.isTrained }) {
        throw CommandEnding.drift
      }
      if results.contains(where: { !$0.isTrained }) { throw CommandEnding.incomplete }
    }
  }
}

/// The records of a suite that this program could make again: of the present data and numeric revision.
struct StoredCells {
  let suite: Suite
  let names: CellNames
  let records: [Record]
  /// Whether lines were left out because their outcome was changed after it was written.
  let hasChangedOutcomes: Bool

  var finished: [Record] {
    records.filter { if case .finished = $0.outcome { true } else { false } }
  }

  /// - Parameter profile: nil for all records of the suite's store.
  init(_ word: String, profile: Profile?, out: URL, dataRoots: DataRoots) throws {
    let file = try SuiteFile.findOne(word)
    suite = try SuiteReader(dataRoots: dataRoots).read(
      file.file, calledBy: file.calledBy, profile: profile ?? .standard)
    let store = try RecordStore(folder: out.appendingPathComponent(suite.name))
    for problem in store.contents.problems { Terminal.err("\(suite.name): \(problem)") }
    hasChangedOutcomes = store.contents.hasChangedOutcomes
    let plan = try Plan(suite, records: store.contents)
    for sentence in LeftOutRecords(plan, store.contents).sentences {
      Terminal.err("\(suite.name): \(sentence)")
    }
    let digest = plan.cells.first?.dataDigest
    let current = store.contents.records.filter {
      $0.cell.revision == Engine.numericRevision && $0.cell.dataDigest == digest
    }
    if profile == nil {
      records = current
    } else {
      let wanted = Set(plan.cells.map(\.id))
      records = current.filter { wanted.contains($0.cell.id) }
    }
    names = CellNames(store.contents.records.map(\.cell))
  }
}
