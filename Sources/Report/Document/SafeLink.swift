/// Where a person's link may lead: to the web, to an address of mail, or to a file beside the
/// report. A report carries no script, and a page that is opened from a file must not reach for
/// another machine unasked (`//host`).
enum SafeLink {
  /// - Parameter destination: what a Markdown parser made of it. Spellings that could hide a scheme (entities, backslashes,
  ///   white space) are refused whatever they hide.
  static func allows(_ destination: some StringProtocol) -> Bool {
    guard !destination.isEmpty, !destination.unicodeScalars.contains(where: isForbidden) else {
      return false
    }
    let scheme = destination.prefix(8).lowercased()
    if scheme.hasPrefix("https://") { return destination.count > 8 }
    if scheme.hasPrefix("http://") { return destination.count > 7 }
    if scheme.hasPrefix("mailto:") { return destination.contains("@") }
    return destination.first != "/" && !destination.contains(":") && !destination.contains("&")
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.properties.isWhitespace
      || "\\<>\"`|\u{FFFD}".unicodeScalars.contains(scalar)
  }
}
