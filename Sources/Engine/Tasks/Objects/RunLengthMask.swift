/// Which pixels of an image belong to an object, as lengths of runs, column after column from above to below (COCO's order).
public struct RunLengthMask: Sendable, Hashable {
  public let size: ImageSize
  /// Pixels that do not belong to it, then pixels that do, and so on; only the first may be 0. Their sum is that of all pixels.
  let runs: [UInt32]
  /// In pixels.
  public let area: Int

  /// Runs of length 0 are taken out.
  /// - Returns: nil where the runs are not as long as all pixels together.
  public init?(size: ImageSize, runs: some Sequence<Int>) {
    var builder = Builder()
    var (isSet, left) = (false, size.height * size.width)
    for run in runs {
      guard run >= 0, run <= left else { return nil }
      builder.append(run, isSet)
      left -= run
      isSet.toggle()
    }
    guard left == 0 else { return nil }
    self.init(size, builder)
  }

  init(_ size: ImageSize, _ builder: Builder) {
    self.size = size
    (runs, area) = (builder.runs, builder.area)
  }

  /// Puts runs together: neighbours of one kind become one.
  struct Builder {
    private(set) var runs: [UInt32] = [0]
    private(set) var area = 0

    mutating func append(_ length: Int, _ isSet: Bool) {
      guard length > 0 else { return }
      if isSet { area += length }
      // Runs at odd places are set.
      if isSet == (runs.count % 2 == 0) {
        runs[runs.count - 1] += UInt32(length)
      } else {
        runs.append(UInt32(length))
      }
    }
  }

  /// Of both, in pixels. The masks have one size.
  func commonArea(_ other: RunLengthMask) -> Int {
    var common = 0
    forEachRun(with: other) { length, mine, others in
      if mine && others { common += length }
    }
    return common
  }

  /// Pixels of either. The masks have one size.
  func union(_ other: RunLengthMask) -> RunLengthMask {
    var builder = Builder()
    forEachRun(with: other) { length, mine, others in builder.append(length, mine || others) }
    return RunLengthMask(size, builder)
  }

  /// Calls with every run of pixels that are alike in both masks.
  private func forEachRun(
    with other: RunLengthMask, _ body: (_ length: Int, _ mine: Bool, _ others: Bool) -> Void
  ) {
    precondition(size == other.size, "a mask of \(size) with one of \(other.size)")
    var (place, otherPlace) = (0, 0)
    var (left, otherLeft) = (Int(runs[0]), Int(other.runs[0]))
    while true {
      let length = min(left, otherLeft)
      body(length, place % 2 == 1, otherPlace % 2 == 1)
      left -= length
      otherLeft -= length
      if left == 0 {
        place += 1
        guard place < runs.count else { return }
        left = Int(runs[place])
      }
      if otherLeft == 0 {
        otherPlace += 1
        guard otherPlace < other.runs.count else { return }
        otherLeft = Int(other.runs[otherPlace])
      }
    }
  }

  /// The smallest one around all pixels; of no area where there is none.
  public var box: PixelBox {
    var (left, right, top, bottom) = (size.width, 0, size.height, 0)
    var start = 0
    for (index, run) in runs.enumerated() {
      let end = start + Int(run)
      if index % 2 == 1 {
        let (first, last) = (start / size.height, (end - 1) / size.height)
        (left, right) = (min(left, first), max(right, last + 1))
        // What runs on into the next column touches both edges.
        top = first < last ? 0 : min(top, start % size.height)
        bottom = first < last ? size.height : max(bottom, (end - 1) % size.height + 1)
      }
      start = end
    }
    guard area > 0 else { return PixelBox(left: 0, top: 0, width: 0, height: 0) }
    return PixelBox(
      left: Double(left), top: Double(top), width: Double(right - left),
      height: Double(bottom - top))
  }
}
