import Records

extension JSONValue {
  /// Indented, keys sorted.
  var pretty: String { pretty(indent: "") }

  private func pretty(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .array(let values) where !values.isEmpty:
      let lines = values.map { inner + $0.pretty(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.keys.sorted().map { key in
        "\(inner)\(JSONValue.text(key).canonical): \(members[key]!.pretty(indent: inner))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    default: return canonical
    }
  }
}

extension JSONValue {
  static func integer(_ value: Int) -> JSONValue { .number(Double(value)) }

  /// Rounded to six decimals, so that ratios and times print in a readable length; large ones have none to round.
  static func ratio(_ value: Double) -> JSONValue {
    .number(abs(value) < 1e9 ? (value * 1e6).rounded() / 1e6 : value)
  }
}
