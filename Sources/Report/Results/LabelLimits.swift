import Records

/// What training was not allowed to see.
struct LabelLimits: Sendable {
  private let fractions: [String: Double]
  private let frames: [String: Int]

  init(_ cells: [Cell]) {
    fractions = cells.reduce(into: [:]) { $0.merge($1.labelFractions) { first, _ in first } }
    frames = cells.reduce(into: [:]) { $0.merge($1.trainFrames) { first, _ in first } }
  }

  /// Nil where training saw every label.
  var sentence: String? {
    guard !fractions.isEmpty || !frames.isEmpty else { return nil }
    let parts =
      frames.sorted { $0.key < $1.key }.map {
        "\($0.key) has \(Wording.count($0.value, "training image"))"
      }
      + fractions.sorted { $0.key < $1.key }.map {
        "\($0.key) keeps \(NumberFormat.plain(100 * $0.value)) % of its training labels"
      }
    return "Some labels are kept from training: \(Wording.list(parts)). The seed chooses which, the"
      + " same for every network of a seed; validation and test images keep all of theirs."
  }
}
