/// Outlines of flat shapes about the origin, as wide as the unit circle or a little less.
enum ShapeOutline: Int, CaseIterable, Sendable {
  case disk, ring, square, triangle, cross, star, crescent, halfDisk, hexagon, arrow

  var name: String { self == .halfDisk ? "half disk" : "\(self)" }

  /// Whether a point lies within. By comparisons, sums and products alone, the same on every machine.
  func contains(_ x: Float, _ y: Float) -> Bool {
    let squares = x * x + y * y
    let (across, along) = (abs(x), abs(y))
    switch self {
    case .disk: return squares < 0.81
    case .ring: return squares < 0.9 && squares > 0.36
    case .square: return across < 0.75 && along < 0.75
    // Corners at (0, −1) and (±0.87, 0.5).
    case .triangle: return y < 0.5 && 1.732 * across < y + 1
    case .cross: return (across < 0.3 && along < 0.9) || (along < 0.3 && across < 0.9)
    // Two triangles, one the other upside down.
    case .star:
      return (y < 0.5 && 1.732 * across < y + 1) || (y > -0.5 && 1.732 * across < 1 - y)
    case .crescent: return squares < 0.9 && (x - 0.45) * (x - 0.45) + y * y > 0.56
    case .halfDisk: return squares < 0.95 && y > -0.1
    case .hexagon: return along < 0.78 && 0.866 * across + 0.5 * along < 0.78
    case .arrow:
      return (y < 0 && across < y + 0.95) || (y >= 0 && y < 0.9 && across < 0.32)
    }
  }
}
