extension SplitName {
  /// What frames of a split are drawn from and called by.
  var drawnName: String { self == .train ? "train" : rawValue }
}

/// `train-0042`: four digits at least, so that names sort as numbers do.
func drawnFrameName(_ split: SplitName, _ index: Int) -> String {
  let digits = "\(index)"
  return "\(split.drawnName)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
