/// The fraction of images whose class is predicted rightly, over all whose label is not −1.
final class AccuracyScorer: Scorer {
  private let outputs: Int
  private let guess: (UnsafePointer<Float>) -> Int
  private var right = Mean()

  /// `guess` gives the class that a raw output stands for.
  init(outputs: Int, _ guess: @escaping (UnsafePointer<Float>) -> Int) {
    self.outputs = outputs
    self.guess = guess
  }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for frame in 0..<batch.frames where target[frame] >= 0 {
      right.add(guess(prediction + frame * outputs) == Int(target[frame]) ? 1 : 0)
    }
  }

  var values: [MetricValue] {
    right.value.map {
      [MetricValue(metric: "accuracy", value: $0, better: .higher, unit: "%", counts: true)]
    } ?? []
  }
}
