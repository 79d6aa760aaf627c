/// A mistake in the options of one choice: which key, what was found, what was expected.
public struct OptionError: Error, Hashable, CustomStringConvertible {
  /// Empty where the mistake is the choice's name.
  public let key: String
  public let message: String
  /// What else is wrong with the choice.
  public let others: [OptionError]

  public init(key: String, message: String, others: [OptionError] = []) {
    self.key = key
    self.message = message
    self.others = others
  }

  /// The mistakes of one choice as one error; nil where there are none.
  public init?(_ mistakes: [OptionError]) {
    guard let first = mistakes.first else { return nil }
    self.init(key: first.key, message: first.message, others: Array(mistakes.dropFirst()))
  }

  /// Every mistake, each by itself.
  public var all: [OptionError] { [OptionError(key: key, message: message)] + others }

  public var description: String {
    ([key.isEmpty ? message : "\(key): \(message)"] + others.map(\.description)).joined(
      separator: "; ")
  }
}
