import Engine

/// What a suite may ask for at most. Nobody needs as much; what lies beyond is a slip of the
/// keyboard, and is refused before anything is computed from it, so that no product of such numbers
/// leaves the range of `Int`.
enum SuiteLimits {
  static let epochs = 1...1_000_000
  static let batch = 1...65_536
  static let seeds = 1...10_000
  static let seed = 0...OptionValue.largestInteger
  static let pictures = 0...10_000
  /// Steps between two measurements of the task gradients.
  static let interval = 1...1_000_000
  /// Of a task's training labels; below there are none left of any set that fits on a disk.
  static let smallestFraction = 1e-9
  /// Training frames of a task.
  static let frames = 1...1_000_000_000
  /// Seconds of one cell: 366 days.
  static let timeLimit = 366.0 * 86_400
  /// Learning rates to choose from; the optimizers' own range.
  static let rate = 1e9

  /// Entries of a list of choices.
  static let listed = 1000
  /// Pairs of an architecture and a weighting.
  static let arms = 1000
  /// What all tuned schemes of one list are chosen from.
  static let candidates = 10_000
  static let cells = 100_000

  /// Bytes of a suite file.
  static let fileSize = 4 << 20
  /// Values in a suite file once its aliases are written out.
  static let nodes = 50_000
  /// Lists and maps inside one another.
  static let depth = 64
  /// Characters of a choice that is written in one word: `split:variant=wide`.
  static let spelling = 10_000
}
