import Engine

/// Data and weights that are read from files are looked through before anything is trained; drawn ones cannot be wrong.
enum DataCheck {
  /// Throws `DataError`, also where a task of the suite has no label in a whole split; and `SuiteMistakes` where tasks are to have
  /// more training frames than there are.
  /// - Parameter splits: gives the frames once all were decoded; where nothing is given they are decoded and forgotten.
  /// - Returns: what a person should know of the data, as sentences.
  @discardableResult
  static func check(_ suite: Suite, splits: ((any Dataset) throws -> Splits)? = nil) throws
    -> [String]
  {
    let remarks = try checkFiles(suite, splits ?? decoded) + WeightsCheck.check(suite)
    try checkFrames(suite)
    guard suite.isTuned, try suite.dataset.item.frameCounts().validation == 0 else {
      return remarks
    }
    throw DataError(
      "\(suite.dataset.choice.name) has no validation frames here, by which `tune` chooses")
  }

  /// Whether the training split has as many frames as the tasks are to have.
  private static func checkFrames(_ suite: Suite) throws {
    guard !suite.frameLimits.isEmpty else { return }
    let count = try suite.dataset.item.frameCounts().train
    let mistakes = suite.frameLimits.filter { $0.frames > count }.map {
      $0.mistake("\(suite.dataset.choice.name) has \(count) training frames here")
    }
    if !mistakes.isEmpty { throw SuiteMistakes(mistakes) }
  }

  /// Whether as many frames have a label of the tasks.
  private static func checkLabelled(_ suite: Suite, _ train: Samples) throws {
    var mistakes: [SuiteMistake] = []
    for task in suite.tasks.map(\.item) {
      let limits = suite.frameLimits.filter { $0.task == task.name }
      guard !limits.isEmpty else { continue }
      let count = try train.indices(labelled: task).count
      mistakes += limits.filter { $0.frames > count }.map {
        $0.mistake("\(count) training frames have a label of \(task.name)")
      }
    }
    if !mistakes.isEmpty { throw SuiteMistakes(mistakes) }
  }

  private static func decoded(_ dataset: any Dataset) throws -> Splits {
    let opened = try dataset.open()
    try opened.check()
    return opened.splitsOnDemand()
  }

  private static func checkFiles(_ suite: Suite, _ read: (any Dataset) throws -> Splits) throws
    -> [String]
  {
    let name = suite.dataset.choice.name
    let dataset = suite.dataset.item
    guard DataRoots.readDatasets.contains(name) else { return [] }
    let opened: OpenedDataset
    let splits: Splits
    do { (opened, splits) = (try dataset.open(), try read(dataset)) } catch let error
      as DataError
    {
      guard suite.dataLocations.isEmpty else { throw error }
      throw DataError("\(error). On the command line: --data-root \(name)=DIR")
    }
    let learned = suite.tasks.map(\.item)
    let obstacles = learned.compactMap { opened.obstacles[$0.name] }
    guard obstacles.isEmpty else {
      throw DataError(obstacles.map { "\(name): \($0)" }.joined(separator: "\n"))
    }
    try splits.checkLabels(of: learned, in: name, remedy: dataset.remedy(for:))
    try checkLabelled(suite, splits.train)
    return try opened.remarks + splits.remarks(of: learned)
  }
}
