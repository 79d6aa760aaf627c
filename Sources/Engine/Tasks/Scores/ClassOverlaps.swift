/// One confusion matrix over all pixels, and the overlaps of classes in it (LibMTL's and, since 2020, MTAN's convention).
struct ClassOverlaps {
  private let classes: Int
  /// [truth][answer]; the last answer is none of the classes.
  private var confusion: [Int]

  init(_ classes: Int) {
    self.classes = classes
    confusion = Array(repeating: 0, count: classes * (classes + 1))
  }

  /// - Parameter guess: nil for a pixel that was given no class, which misses it and adds to no other.
  mutating func add(truth: Int, guess: Int?) {
    confusion[truth * (classes + 1) + (guess ?? classes)] += 1
  }

  /// mIoU, pixel accuracy and the IoU of each class; empty before anything was added.
  var values: [MetricValue] {
    let total = confusion.reduce(0, +)
    guard total > 0 else { return [] }
    let answers = (0...classes).map { answer in
      (0..<classes).reduce(0) { $0 + confusion[$1 * (classes + 1) + answer] }
    }
    var hits = 0
    var unions: [Double?] = []
    for c in 0..<classes {
      let row = confusion[c * (classes + 1)..<(c + 1) * (classes + 1)]
      let hit = row[row.startIndex + c]
      let (truth, guess) = (row.reduce(0, +), answers[c])
      hits += hit
      // A class that is neither there nor predicted has no IoU.
      unions.append(truth + guess > 0 ? Double(hit) / Double(truth + guess - hit) : nil)
    }
    let known = unions.compactMap { $0 }
    let mean = MetricValue(
      metric: "mIoU", value: known.reduce(0, +) / Double(known.count), better: .higher, unit: "%",
      counts: true)
    let accuracy = MetricValue(
      metric: "pixel accuracy", value: Double(hits) / Double(total), better: .higher, unit: "%",
      counts: true)
    let each = unions.enumerated().compactMap { c, value in
      value.map {
        MetricValue(
          metric: "IoU of class \(c)", value: $0, better: .higher, unit: "%", counts: false)
      }
    }
    return [mean, accuracy] + each
  }
}
