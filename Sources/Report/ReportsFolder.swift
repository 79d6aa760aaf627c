/// The folder that holds a report's own, as the commands in it name it.
public enum ReportsFolder: Hashable, Sendable {
  /// The one that commands take if none is named.
  case standard
  /// A path that begins where commands are typed.
  case relative(String)
  /// Some place on one machine, which a report does not tell: its reader puts it in.
  case unnamed

  static let placeholder = "DIR"

  /// What a command ends with: ` --out ../smoke`, or nothing.
  var option: String {
    switch self {
    case .standard: ""
    case .relative(let path): " --out " + Self.quoted(path)
    case .unnamed: " --out " + Self.placeholder
    }
  }

  /// One word of a shell, whatever is in it.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "/"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
