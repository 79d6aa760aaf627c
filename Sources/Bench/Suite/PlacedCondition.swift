import Records

/// A condition with what is known of where it stands.
struct PlacedCondition {
  var condition: Condition
  let file: String
  /// By task, where the number of its training frames stands.
  var framePlaces: [String: SuiteNode]
  /// Whether nothing is wrong with it.
  var isRight: Bool

  /// What it says, and where it says nothing what another says.
  func over(_ common: PlacedCondition) -> PlacedCondition {
    PlacedCondition(
      condition: condition.over(common.condition), file: file,
      framePlaces: common.framePlaces.merging(framePlaces) { $1 },
      isRight: isRight && common.isRight)
  }

  var frameLimits: [FrameLimit] {
    framePlaces.sorted { $0.key < $1.key }.compactMap { task, place in
      condition.trainFrames[task].map {
        FrameLimit(task: task, frames: $0, file: file, line: place.line, path: place.path)
      }
    }
  }
}

extension Condition {
  fileprivate func over(_ common: Condition) -> Condition {
    Condition(
      name: name, labelFractions: common.labelFractions.merging(labelFractions) { $1 },
      trainFrames: common.trainFrames.merging(trainFrames) { $1 },
      rateFactors: common.rateFactors.merging(rateFactors) { $1 },
      lossScales: common.lossScales.merging(lossScales) { $1 },
      teacherEpochs: common.teacherEpochs.merging(teacherEpochs) { $1 })
  }

  func renamed(_ name: String) -> Condition {
    var copy = self
    copy.name = name
    return copy
  }
}
