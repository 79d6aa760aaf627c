extension SplitName {
  /// What frames of a split are drawn from and called by.
  var drawnName: String { self == .train ? "train" : rawValue }
}

extension OpenedDataset {
  /// Frames that are drawn when they are read, called by their split and number.
  init(
    drawn counts: SplitCounts, size: ImageSize, labels: [String: LabelLayout],
    _ draw: @escaping @Sendable (_ split: SplitName, _ index: Int) -> Frame
  ) {
    func names(_ split: SplitName, _ count: Int) -> [String] {
      (0..<count).map { drawnFrameName(split, $0) }
    }
    self.init(
      train: names(.train, counts.train), validation: names(.validation, counts.validation),
      test: names(.test, counts.test), size: size, labels: labels
    ) { split, _, index in draw(split, index) }
  }
}

/// `train-0042`: four digits at least, so that names sort as numbers do.
private func drawnFrameName(_ split: SplitName, _ index: Int) -> String {
  let digits = "\(index)"
  return "\(split.drawnName)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
