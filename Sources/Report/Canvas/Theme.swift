/// The colours of a drawing on a light or a dark page. Hues are the same on both: each passes 3:1 on
/// white and on the dark page and stays apart under simulated colour blindness (Okabe–Ito's four that do).
struct Theme: Hashable, Sendable {
  var name: String
  var page: Colour
  /// Text, axes, the baseline.
  var ink: Colour
  /// Secondary text and greyed series.
  var muted: Colour
  var grid: Colour
  /// Fill of the region that counts as success.
  var success: Colour

  static let blue = Colour(0x0072B2)
  static let vermillion = Colour(0xD55E00)
  static let green = Colour(0x009E73)
  static let purple = Colour(0xCC79A7)

  static let light = Theme(
    name: "light", page: Colour(0xFFFFFF, role: "page"), ink: Colour(0x1F2328, role: "ink"),
    muted: Colour(0x59636E, role: "muted"), grid: Colour(0xD8DEE4, role: "grid"),
    success: Colour(0x009E73).opacity(0.10))
  static let dark = Theme(
    name: "dark", page: Colour(0x0D1117, role: "page"), ink: Colour(0xE6EDF3, role: "ink"),
    muted: Colour(0x9198A1, role: "muted"), grid: Colour(0x30363D, role: "grid"),
    success: Colour(0x009E73).opacity(0.16))

  static let all = [light, dark]

  /// Colours of series, in their order.
  static let hues = [blue, vermillion, green, purple]

  /// Four hues and ink; beyond them everything is grey, told apart by its label.
  func series(_ index: Int) -> Colour {
    let colours = Self.hues + [ink]
    return colours.indices.contains(index) ? colours[index] : muted
  }
}
