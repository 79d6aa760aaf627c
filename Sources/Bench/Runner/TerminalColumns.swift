/// How many columns of a terminal text takes.
enum TerminalColumns {
  /// The beginning of a text that fits into so many columns; nothing that moves the cursor is left in it.
  static func cut(_ text: String, to columns: Int) -> String {
    var left = columns
    var kept = ""
    for character in text where !isControl(character) {
      let width = width(character)
      guard width <= left else { break }
      left -= width
      kept.append(character)
    }
    return kept
  }

  static func count(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// 2 for what East Asian scripts and pictures take, 0 for what is drawn onto the character before.
  private static func width(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    if scalars.contains(where: isWide) { return 2 }
    let isDrawn = scalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format, .control: false
      default: true
      }
    }
    return isDrawn ? 1 : 0
  }

  /// The blocks of width W and F in Unicode's East Asian Width, a few unassigned code points among them.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isEmojiPresentation || scalar.value == 0xfe0f { return true }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf,
      0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x17000...0x18aff, 0x1b000...0x1b2ff, 0x20000...0x3fffd:
      return true
    default: return false
    }
  }
}
