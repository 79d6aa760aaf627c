/// What became of a claim of the suite, for one arm that it names.
public struct ClaimResult: Codable, Hashable, Sendable {
  public enum Status: String, Codable, Sendable {
    case holds
    case fails
    /// Cells are missing, or one seed allows no interval: nothing can be said yet.
    case undecided
  }
  public var status: Status
  /// `split · equal: non-inferior or better`.
  public var claim: String
  /// The verdict reached, a word.
  public var verdict: String
  /// ▲ ● ▼ ■ ◇.
  public var shape: String
  /// One generated sentence with the numbers.
  public var sentence: String

  public init(status: Status, claim: String, verdict: String, shape: String, sentence: String) {
    self.status = status
    self.claim = claim
    self.verdict = verdict
    self.shape = shape
    self.sentence = sentence
  }
}
