import Engine
import Foundation

/// What the files are called that `bench predict` writes: all of them are known before anything is read or computed.
struct PredictionNames {
  static let table = "predictions.csv"
  /// Of the picture as the network saw it.
  private static let input = "input"

  /// A task's part in the names: `depth`.
  struct Task {
    let name: String
    let isMap: Bool
    let valueCount: Int

    init(_ task: any LearningTask) {
      name = task.name
      isMap = task.reads == .map
      valueCount = task.outputs.count
    }
  }

  /// What the files of each picture begin with, in the pictures' order.
  private(set) var stems: [String] = []
  /// Of the tasks that answer with maps.
  private var labels: [String: String] = [:]
  private let tasks: [Task]

  init(pictures: [String], tasks: [Task]) {
    self.tasks = tasks
    var taken: Set<String> = [Self.input]
    for task in tasks where task.isMap {
      labels[task.name] = Self.unique(Self.plain(task.name), among: &taken)
    }
    var used: Set<String> = []
    stems = pictures.map { path in
      Self.unique(
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent, among: &used)
    }
  }

  func input(_ stem: String) -> String { "\(stem).\(Self.input).png" }
  func picture(_ stem: String, _ task: String) -> String { "\(stem).\(labels[task]!).png" }

  /// One name for each of the values that the task answers with.
  func values(_ stem: String, _ task: String, count: Int) -> [String] {
    (1...count).map { "\(stem).\(labels[task]!)\(count > 1 ? ".\($0)" : "").npy" }
  }

  /// Every name that may be written.
  var all: [String] {
    let maps = tasks.filter(\.isMap)
    let files = stems.flatMap { stem in
      maps.isEmpty
        ? []
        : [input(stem)]
          + maps.flatMap {
            [picture(stem, $0.name)] + values(stem, $0.name, count: $0.valueCount)
          }
    }
    return files + (maps.count < tasks.count ? [Self.table] : [])
  }

  /// Pictures of several folders may have one name.
  private static func unique(_ name: String, among used: inout Set<String>) -> String {
    var found = name
    var count = 1
    while !used.insert(found).inserted {
      count += 1
      found = "\(name)-\(count)"
    }
    return found
  }

  /// A task's name as a part of a file's.
  private static func plain(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || "-_ ".contains($0) ? $0 : "_" })
  }
}
