/// What a flat shape is covered with.
enum SurfacePattern: Int, CaseIterable, Sendable {
  case plain, striped, checked, dotted

  /// Whether a point has the second of two colours; one period a unit.
  func isSecond(_ u: Float, _ v: Float) -> Bool {
    let (x, y) = (u - u.rounded(.down), v - v.rounded(.down))
    switch self {
    case .plain: return false
    case .striped: return x < 0.5
    case .checked: return (x < 0.5) != (y < 0.5)
    case .dotted: return (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.1
    }
  }
}
