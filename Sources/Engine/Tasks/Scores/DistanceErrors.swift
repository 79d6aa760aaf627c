import Foundation

/// Errors of distances in metres, over all that were added.
struct DistanceErrors {
  private(set) var absolute = 0.0
  private(set) var relative = 0.0
  private(set) var squared = 0.0
  private(set) var count = 0

  mutating func add(_ prediction: Double, truth: Double) {
    let error = abs(prediction - truth)
    absolute += error
    relative += error / truth
    squared += error * error
    count += 1
  }
}

/// Errors of distances by their ratio to the truth (Eigen, Puhrsch and Fergus, NIPS 2014).
struct DistanceRatios {
  private var squaredLogarithm = 0.0
  /// Within a factor of 1.25, 1.25² and 1.25³.
  private var within = [0, 0, 0]
  private var count = 0
  /// Predictions of 0 or less: they have no logarithm and lie within no factor.
  private(set) var withoutLogarithm = 0

  mutating func add(_ prediction: Double, truth: Double) {
    count += 1
    guard prediction > 0 else {
      withoutLogarithm += 1
      return
    }
    let logarithm = log(prediction / truth)
    squaredLogarithm += logarithm * logarithm
    let ratio = max(prediction / truth, truth / prediction)
    var limit = 1.0
    for power in within.indices {
      limit *= 1.25
      if ratio < limit { within[power] += 1 }
    }
  }

  /// The root mean square of the difference of natural logarithms, left out where a prediction has none, and the fractions δ.
  var values: [MetricValue] {
    guard count > 0 else { return [] }
    let root = MetricValue(
      metric: "RMSE log", value: (squaredLogarithm / Double(count)).squareRoot(), better: .lower,
      unit: "", counts: false)
    let fractions = zip(["δ < 1.25", "δ < 1.25²", "δ < 1.25³"], within).map { name, within in
      MetricValue(
        metric: name, value: Double(within) / Double(count), better: .higher, unit: "%",
        counts: false)
    }
    return (withoutLogarithm == 0 ? [root] : []) + fractions
  }
}
