/// One of the parts of a data set.
public enum SplitName: String, CaseIterable, Sendable {
  case train = "training"
  case validation
  case test
}

extension Splits {
  public subscript(name: SplitName) -> Samples {
    switch name {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// Throws `DataError` where a whole split has no label of one of the tasks: it could not be trained,
  /// selected by or scored; and where labels lie beyond what a task can learn. `remedy` says how a split gets other frames.
  public func checkLabels(
    of tasks: [any LearningTask], in dataset: String, remedy: (SplitName) -> String
  ) throws {
    // Their labels cannot be read into targets.
    let crowded = tasks.compactMap(crowding).map { "\(dataset): \($0)" }
    guard crowded.isEmpty else { throw DataError(crowded.joined(separator: "\n")) }
    let mistakes = try tasks.flatMap { task in
      let bare = try SplitName.allCases.filter {
        try self[$0].count > 0 && !self[$0].hasLabel(of: task)
      }
      return message(task.name, bare, remedy).map { "\(dataset): \($0)" }
    }
    let outside = try tasks.compactMap { try beyond($0) }.map { "\(dataset): \($0)" }
    let all = mistakes + outside
    if !all.isEmpty { throw DataError(all.joined(separator: "\n")) }
  }

  /// What a person should know of the labels of some tasks before training. Throws `DataError`.
  public func remarks(of tasks: [any LearningTask]) throws -> [String] {
    try tasks.compactMap { task in
      guard let scaled = task as? any ScaledTask else { return nil }
      return scaled.remark(
        try train.targets(of: task).joined().map(Double.init).filter(\.isFinite))
    }
  }

  /// What to say of a task that has no room for the objects of some frames.
  private func crowding(_ task: any LearningTask) -> String? {
    guard let task = task as? any ObjectTask else { return nil }
    let numbers = SplitName.allCases.compactMap { self[$0].labels[task.name]?.count }.max() ?? 0
    let found = numbers / ObjectLabels.fields
    guard found > task.most else { return nil }
    return
      "found \(found) objects in one image for the task \(task.name), expected at most \(task.most), for which it has "
      + "room: set its option objects to \(found) or more"
  }

  /// What to say of a task that has labels beyond its range.
  private func beyond(_ task: any LearningTask) throws -> String? {
    guard let range = (task as? any BoundedTask)?.labelRange else { return nil }
    let labels = try SplitName.allCases.flatMap { try self[$0].targets(of: task).joined() }
      .map(Double.init).filter(\.isFinite)
    guard let least = labels.min(), let greatest = labels.max(),
      !range.contains(least) || !range.contains(greatest)
    else { return nil }
    func words(_ least: Double, _ greatest: Double) -> String {
      "\(OptionValue(number: least)) to \(OptionValue(number: greatest))"
    }
    return
      "found labels of the task \(task.name) from \(words(least, greatest)), expected some from "
      + "\(words(range.lowerBound, range.upperBound)), which its bins span: set its options from and to"
  }

  /// What to say of a task that has no label in the splits of `bare`.
  private func message(_ task: String, _ bare: [SplitName], _ remedy: (SplitName) -> String)
    -> [String]
  {
    let instead = "or leave \(task) out of the suite's tasks"
    if SplitName.allCases.allSatisfy({ bare.contains($0) || self[$0].count == 0 }) {
      let counts = bare.map { "\(self[$0].count) \($0.rawValue)" }.joined(separator: ", ")
      return [
        "found no label of the task \(task) in any frame (\(counts)), expected some in every split: "
          + "look whether its files are the right ones, \(instead)"
      ]
    }
    return bare.map { split in
      let step = remedy(split)
      return "found no label of the task \(task) in \(self[split].words(split)), expected at least "
        + "one: " + (step.isEmpty ? "" : "\(step), ") + instead
    }
  }
}

extension Samples {
  /// Whether any position of any frame has a label of the task. Throws `DataError`.
  func hasLabel(of task: any LearningTask) throws -> Bool {
    try withTargets(of: task) { isLabelled, _ in
      try (0..<count).contains { try isLabelled($0) > 0 }
    }
  }

  /// The frames in which any position has a label of the task. Throws `DataError`.
  public func indices(labelled task: any LearningTask) throws -> [Int] {
    try withTargets(of: task) { labelled, _ in try (0..<count).filter { try labelled($0) > 0 } }
  }

  /// Targets of the frames in which any position has a label of the task: by slot, frame after frame. Of more positions than
  /// `most` every k-th is taken, through all frames. Throws `DataError`.
  func targets(of task: any LearningTask, atMost most: Int = .max) throws -> [[Float]] {
    let channels = task.slots(on: size).map(\.channels)
    return try withTargets(of: task) { labelled, slots in
      let steps = zip(slots, channels).map { slot, channels in
        self.step(over: count * slot.count / channels, atMost: most)
      }
      var targets: [[Float]] = slots.map { _ in [] }
      var seen = 0
      for frame in 0..<count where try labelled(frame) > 0 {
        for (index, slot) in slots.enumerated() {
          let (step, width) = (steps[index], channels[index])
          let positions = slot.count / width
          let first = (step - seen * positions % step) % step
          for position in stride(from: first, to: positions, by: step) {
            targets[index] += UnsafeBufferPointer(
              start: slot.data + position * width, count: width)
          }
        }
        seen += 1
      }
      return targets
    }
  }

  /// The least step that leaves at most so many positions and does not stay in the same columns of every row.
  private func step(over positions: Int, atMost most: Int) -> Int {
    func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
    var step = max(positions - 1, 0) / most + 1
    while divisor(step, size.width) > 1 { step += 1 }
    return step
  }

  /// Fills the task's slots with the targets of some frames after another, and calls with how many there are, where any position
  /// of them has a label. Throws `DataError`.
  func forEachTargets(of task: any LearningTask, batch: Int, _ body: (Int, [Tensor]) -> Void)
    throws
  {
    let rooms = task.slotCounts(on: size).map { Tensor([batch * $0]) }
    try withTargets(of: task) { labelled, slots in
      for start in stride(from: 0, to: count, by: batch) {
        let frames = start..<min(start + batch, count)
        var positions = 0
        for frame in frames {
          positions += try labelled(frame)
          for (room, slot) in zip(rooms, slots) {
            (room.data + (frame - start) * slot.count).update(from: slot.data, count: slot.count)
          }
        }
        if positions > 0 { body(frames.count, rooms) }
      }
    }
  }

  /// Gives what fills slots with a frame's targets and says how many positions are labelled.
  private func withTargets<Result>(
    of task: any LearningTask, _ body: ((Int) throws -> Int, [Tensor]) throws -> Result
  ) throws -> Result {
    let slots = task.slotCounts(on: size).map { Tensor([$0]) }
    guard let layout = labels[task.name] else { return try body({ _ in 0 }, slots) }
    let room = Tensor([layout.count])
    return try body(
      { frame in
        try withLabel(of: task.name, frame, room: room.data) {
          task.encode($0, View(size), into: slots.map(\.data))
        }
      }, slots)
  }

  /// `the 5 test frames (0001, 0002, 0003, …)`
  fileprivate func words(_ split: SplitName) -> String {
    let names = ids.prefix(3).joined(separator: ", ") + (count > 3 ? ", …" : "")
    return count == 1
      ? "the one \(split.rawValue) frame (\(names))"
      : "any of the \(count) \(split.rawValue) frames (\(names))"
  }
}
