extension Label {
  /// As many numbers as the slot of a map has.
  func checked(_ count: Int, _ task: String) -> UnsafePointer<Float> {
    precondition(
      self.count == count, "a label of \(task) has \(self.count) numbers, expected \(count)")
    return baseAddress!
  }
}

/// How many of `count` positions, each of `channels` numbers, have a label.
func labelled(
  _ targets: UnsafePointer<Float>, _ count: Int, channels: Int = 1,
  _ isLabel: (UnsafePointer<Float>) -> Bool
) -> Int {
  (0..<count).count { isLabel(targets + $0 * channels) }
}
