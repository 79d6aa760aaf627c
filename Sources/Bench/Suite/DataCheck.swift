import Engine

/// Data that are read from files are looked through before anything is trained; drawn ones cannot be wrong.
enum DataCheck {
  /// Throws `DataError`, also where a task of the suite has no label in a whole split.
  /// - Parameter splits: gives the frames once all were decoded; where nothing is given they are decoded and forgotten.
  /// - Returns: what a person should know of the data, as sentences.
  @discardableResult
  static func check(_ suite: Suite, splits: ((any Dataset) throws -> Splits)? = nil) throws
    -> [String]
  {
    let remarks = try checkFiles(suite, splits ?? decoded)
    try checkFrames(suite)
    guard suite.isTuned, try suite.dataset.item.frameCounts().validation == 0 else {
      return remarks
    }
    throw DataError(
      "\(suite.dataset.choice.name) has no validation frames here, by which `tune` chooses")
  }

  /// Whether the training split has as many frames as the tasks are to have.
  private static func checkFrames(_ suite: Suite) throws {
    let limits = mostFrames(suite).sorted { $0.key < $1.key }
    guard !limits.isEmpty else { return }
    let count = try suite.dataset.item.frameCounts().train
    for (task, frames) in limits where frames > count {
      throw DataError(
        "train.\(task): found \(frames), but \(suite.dataset.choice.name) has \(count) training "
          + "frames here, expected at most as many")
    }
  }

  /// By task, the most training frames that it has under any condition.
  private static func mostFrames(_ suite: Suite) -> [String: Int] {
    suite.conditions.reduce(into: [:]) { $0.merge($1.trainFrames, uniquingKeysWith: max) }
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
    let entry = datasets.entries.first { $0.name == name }
    guard entry?.options.contains(where: { $0.kind == .location }) == true else {
      return []
    }
    let opened: OpenedDataset
    let splits: Splits
    do { (opened, splits) = (try dataset.open(), try read(dataset)) } catch let error
      as DataError
    {
      guard suite.locations.isEmpty else { throw error }
      throw DataError("\(error). On the command line: --data-root \(name)=DIR")
    }
    let learned = suite.tasks.map(\.item)
    let obstacles = learned.compactMap { opened.obstacles[$0.name] }
    guard obstacles.isEmpty else {
      throw DataError(obstacles.map { "\(name): \($0)" }.joined(separator: "\n"))
    }
    try splits.checkLabels(of: learned, in: name, remedy: dataset.remedy(for:))
    try TrainingLabels(frames: mostFrames(suite)).check(splits.train, learned)
    return try opened.remarks + splits.remarks(of: learned)
  }
}
