import Foundation

/// An sRGB colour, possibly with a role that a page may restyle (`ink`, `grid`).
struct Colour: Hashable, Sendable {
  var red: Double
  var green: Double
  var blue: Double
  var alpha = 1.0
  /// The name of the page's custom property: inline drawings follow the page's theme by it.
  var role: String?

  /// `Colour(0x0072B2)`
  init(_ hex: Int, role: String? = nil) {
    red = Double((hex >> 16) & 255) / 255
    green = Double((hex >> 8) & 255) / 255
    blue = Double(hex & 255) / 255
    self.role = role
  }

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  func opacity(_ alpha: Double) -> Colour {
    var copy = self
    copy.alpha = alpha
    return copy
  }

  /// What is seen where the other lies on this one, as opaque as `share` says.
  func mixed(with other: Colour, _ share: Double) -> Colour {
    func mix(_ one: Double, _ two: Double) -> Double { one + (two - one) * share }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// `#0072B2`, without alpha.
  var hex: String {
    let bytes = [red, green, blue].reduce(1) { $0 << 8 | Int(($1 * 255).rounded()) }
    // The leading one keeps the zeros of dark reds.
    return "#" + String(bytes, radix: 16, uppercase: true).dropFirst()
  }

  /// Relative luminance (WCAG 2.2).
  var luminance: Double {
    func linear(_ c: Double) -> Double {
      c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio (WCAG 2.2), 1…21.
  func contrast(with other: Colour) -> Double {
    let lighter = max(luminance, other.luminance)
    let darker = min(luminance, other.luminance)
    return (lighter + 0.05) / (darker + 0.05)
  }
}
