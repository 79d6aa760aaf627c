/// Precision over recall of detections from the surest on.
struct PrecisionCurve {
  private let truths: Int
  /// Behind every detection: how many were right.
  private let right: [Int]
  /// Behind every detection: the highest precision there or later.
  private let envelope: [Double]

  /// - Parameters:
  ///   - isRight: by falling score, without what is ignored.
  ///   - truths: objects that count, at least one.
  init(_ isRight: [Bool], truths: Int) {
    precondition(truths > 0, "a curve of recall without an object")
    self.truths = truths
    var right: [Int] = []
    right.reserveCapacity(isRight.count)
    var count = 0
    for isRight in isRight {
      if isRight { count += 1 }
      right.append(count)
    }
    self.right = right
    var envelope = right.enumerated().map { Double($1) / Double($0 + 1) }
    for place in envelope.indices.dropLast().reversed() {
      envelope[place] = max(envelope[place], envelope[place + 1])
    }
    self.envelope = envelope
  }

  /// COCO's: the mean of the highest precision at recalls of 0, 0.01, … 1 or more. The recalls are NumPy's, to the last bit, for
  /// objects are often so many that one of them is met exactly.
  var at101Recalls: Double {
    mean(levels: 101) { level, right in
      Double(right) / Double(truths) >= (level == 100 ? 1 : Double(level) * 0.01)
    }
  }

  /// Pascal VOC's up to 2009: at recalls of 0, 0.1, … 1 or more, compared as whole numbers.
  var at11Recalls: Double { mean(levels: 11) { level, right in 10 * right >= level * truths } }

  /// Pascal VOC's from 2010 on: the area below the highest precision at each recall or more.
  var area: Double {
    var (area, last) = (0.0, 0)
    for (right, precision) in zip(right, envelope) where right > last {
      area += precision / Double(truths)
      last = right
    }
    return area
  }

  private func mean(levels: Int, _ isReached: (_ level: Int, _ right: Int) -> Bool) -> Double {
    var (sum, place) = (0.0, 0)
    for level in 0..<levels {
      while place < right.count, !isReached(level, right[place]) { place += 1 }
      if place < right.count { sum += envelope[place] }
    }
    return sum / Double(levels)
  }
}
