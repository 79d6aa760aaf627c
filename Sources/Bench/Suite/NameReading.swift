import Engine

extension MistakeLog {
  /// A text that people tell things apart by, in one line: titles and names of conditions. What cannot be seen would make two names
  /// of one.
  func name(_ node: SuiteNode) -> String? {
    guard let text = text(node) else { return nil }
    if let scalar = text.unicodeScalars.first(where: \.isUnseen) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      add(
        node,
        "found a control or invisible character (U+\(padded)) in \(shortened(text)), expected plain text in one "
          + "line")
      return nil
    }
    guard text.first?.isWhitespace == false, text.last?.isWhitespace == false else {
      add(
        node, "found \"\(shortened(text))\", with a blank at an end, expected none: leave it out")
      return nil
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether nothing is seen of it. A mark that picks the look of the character before it is seen there.
  fileprivate var isUnseen: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default:
      properties.isDefaultIgnorableCodePoint && !(0xFE00...0xFE0F).contains(value)
    }
  }
}
