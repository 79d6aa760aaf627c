/// Something a suite can name: made from options, refusing those it does not know.
public protocol Configurable: Sendable {
  /// As typed in a suite: lower case, hyphens.
  static var name: String { get }
  /// One sentence with the source: what `bench list` prints.
  static var summary: String { get }
  init(_ options: inout Options) throws
}

/// A choice with every option's value resolved.
public struct Configured<Item>: Sendable where Item: Sendable {
  public let name: String
  public let item: Item
  public let options: [String: OptionValue]
}

/// Everything of one kind that can be named. Suites, `bench list`, the documents and the conformance tests
/// iterate it; nothing else knows the names.
public struct Catalog<Item: Sendable>: Sendable {
  public struct Entry: Sendable {
    public let name: String
    public let summary: String
    /// The options it takes, in order, with defaults.
    public let options: [OptionDeclaration]
    fileprivate let make: @Sendable (inout Options) throws -> Item
  }

  /// What is listed, in the singular: `architecture`.
  public let kind: String
  public let entries: [Entry]

  init(_ kind: String, _ types: [any Configurable.Type]) {
    self.kind = kind
    entries = types.map { type in
      let make: @Sendable (inout Options) throws -> Item = { options in
        let made = try type.init(&options)
        guard let item = made as? Item else {
          preconditionFailure("\(type) is listed as \(Item.self), which it is not")
        }
        return item
      }
      var options = Options()
      do { _ = try make(&options) } catch {
        preconditionFailure("\(type) cannot be made with its defaults: \(error)")
      }
      return Entry(
        name: type.name, summary: type.summary, options: options.declarations, make: make)
    }
  }

  public var names: [String] { entries.map(\.name) }

  /// Throws `OptionError` for an unknown name (empty key), an unknown option or a wrong value.
  /// - Parameter written: how values were written, for messages: `010` where `given` has 10.
  public func make(
    _ name: String, _ given: [String: OptionValue] = [:], written: [String: String] = [:]
  ) throws -> Configured<Item> {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw OptionError(
        key: "",
        message:
          "unknown \(kind) \(shortened(name)), expected one of \(names.joined(separator: ", "))"
          + suggestion(for: name, among: names))
    }
    let known = entry.options.map(\.key)
    let expected =
      known.isEmpty ? "it takes no options" : "expected one of \(known.joined(separator: ", "))"
    let unknown = given.keys.sorted().filter { !known.contains($0) }.map {
      OptionError(
        key: $0, message: "unknown option, \(expected)" + suggestion(for: $0, among: known))
    }
    var options = Options(given, written: written)
    var made: Item?
    var own: [OptionError] = []
    do { made = try entry.make(&options) } catch let error as OptionError {
      // What is said of an option that is not given may be about a default in the place of a wrong value.
      let mistaken = options.mistakes.map(\.key)
      own =
        mistaken.isEmpty
        ? error.all : error.all.filter { given[$0.key] != nil && !mistaken.contains($0.key) }
    }
    if let error = OptionError(unknown + options.mistakes + own) { throw error }
    guard let made else { preconditionFailure("\(name) was not made, and nothing is wrong") }
    return Configured(name: name, item: made, options: options.resolved)
  }
}
