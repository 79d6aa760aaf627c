/// Which of NYUv2's official frames are used, and which of the training frames select.
struct FrameChoice: Sendable {
  /// Fraction of the training frames.
  let validation: Double
  /// At most so many of each official split; 0 for all.
  let limit: Int

  /// Frames of each split, in the order of their names.
  func frames(_ layout: any NYUv2Layout) throws -> (
    train: [String], validation: [String], test: [String]
  ) {
    let official = try layout.official()
    let train = limited(official.train)
    let test = limited(official.test)
    guard train.count >= 2, test.count >= 1 else {
      throw DataError(
        "nyuv2: found \(train.count) training and \(test.count) test frames, expected at least 2 and "
          + "1: raise the option frames, or complete the data at \(layout.folder.root)")
    }
    let count = Int((validation * Double(train.count)).rounded())
    let ranked = ranked(train, "validation")
    let selected = Set(ranked.prefix(min(max(count, 1), train.count - 1)))
    return (
      train.filter { !selected.contains($0) }, train.filter { selected.contains($0) }, test
    )
  }

  private func limited(_ frames: [String]) -> [String] {
    guard limit > 0, limit < frames.count else { return frames }
    let kept = Set(ranked(frames, "frames").prefix(limit))
    return frames.filter { kept.contains($0) }
  }

  private func ranked(_ frames: [String], _ purpose: String) -> [String] {
    RandomStream(seed: 0, "nyuv2").stream(purpose).ranked(frames)
  }
}
