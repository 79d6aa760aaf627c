import Engine
import Records

/// A choice that the catalog has made, with the spelling that identifies it.
struct Selection<Item: Sendable>: Sendable {
  let item: Item
  /// Every option with its value, defaults included.
  let choice: Choice
}

extension Selection {
  /// Throws `OptionError`.
  init(_ request: ChoiceRequest, from catalog: Catalog<Item>) throws {
    var options = request.options
    var written = request.written
    if let bare = request.bare {
      let entry = catalog.entries.first { $0.name == request.name }
      if let entry {
        guard let first = entry.options.first(where: { $0.kind != .location }) else {
          throw OptionError(
            key: "",
            message:
              "found \(request.name):\(shortened("\(bare)")), but \(request.name) takes no options")
        }
        guard options.updateValue(bare, forKey: first.key) == nil else {
          throw OptionError(key: first.key, message: "given twice, with and without its name")
        }
        written = request.written(bareAs: first.key)
      }
    }
    let made = try catalog.make(request.name, options, written: written)
    item = made.item
    choice = Choice(made.name, made.options.mapValues(JSONValue.init))
  }

  /// The choice of a record, made again. Throws `OptionError` where the program no longer knows it.
  init(_ choice: Choice, from catalog: Catalog<Item>, locations: [String: OptionValue] = [:]) throws
  {
    var options: [String: OptionValue] = [:]
    for (key, value) in choice.options {
      options[key] = try OptionValue(value, key: key)
    }
    options.merge(locations) { _, location in location }
    let made = try catalog.make(choice.name, options)
    item = made.item
    self.choice = Choice(made.name, made.options.mapValues(JSONValue.init))
  }
}

extension JSONValue {
  init(_ value: OptionValue) {
    self =
      switch value {
      case .bool(let value): .bool(value)
      case .integer(let value): .number(Double(value))
      case .number(let value): .number(value)
      case .text(let value): .text(value)
      case .list(let values): .array(values.map(JSONValue.init))
      case .map(let members): .object(members.mapValues(JSONValue.init))
      }
  }
}

extension OptionValue {
  init(_ value: JSONValue, key: String) throws {
    switch value {
    case .bool(let value): self = .bool(value)
    case .number(let value):
      self = OptionValue(number: value)
    case .text(let value): self = .text(value)
    case .array(let values): self = .list(try values.map { try OptionValue($0, key: key) })
    case .object(let members):
      self = .map(try members.mapValues { try OptionValue($0, key: key) })
    case .null: throw OptionError(key: key, message: "found null, expected a value")
    }
  }
}
