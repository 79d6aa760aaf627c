import Foundation

/// A marker's outline: the second cue beside its colour.
enum Symbol: Int, CaseIterable, Sendable {
  case circle, square, triangle, cross, pentagon, inverted, star, plus
  /// Reserved for single-task networks.
  case diamond

  /// The shape of the i-th weighting.
  static func series(_ index: Int) -> Symbol {
    let shapes = allCases.filter { $0 != .diamond }
    return shapes[index % shapes.count]
  }

  func path(_ centre: Point, _ radius: Double) -> Path {
    switch self {
    case .circle: return .circle(centre, radius)
    case .square: return polygon(centre, radius * 1.2, 4, 45)
    case .diamond: return polygon(centre, radius * 1.35, 4, 0)
    case .triangle: return polygon(centre, radius * 1.3, 3, 0)
    case .inverted: return polygon(centre, radius * 1.3, 3, 180)
    case .pentagon: return polygon(centre, radius * 1.15, 5, 0)
    case .star: return star(centre, radius * 1.4)
    case .plus: return bars(centre, radius * 1.25, 0)
    case .cross: return bars(centre, radius * 1.3, 45)
    }
  }

  private func at(_ centre: Point, _ radius: Double, _ degrees: Double) -> Point {
    let angle = degrees * Double.pi / 180
    return Point(x: centre.x + radius * sin(angle), y: centre.y - radius * cos(angle))
  }

  private func polygon(_ centre: Point, _ radius: Double, _ corners: Int, _ turn: Double) -> Path {
    Path(
      (0..<corners).map { at(centre, radius, turn + 360 * Double($0) / Double(corners)) },
      closed: true)
  }

  private func star(_ centre: Point, _ radius: Double) -> Path {
    Path(
      (0..<10).map { at(centre, $0 % 2 == 0 ? radius : radius * 0.45, 36 * Double($0)) },
      closed: true)
  }

  private func bars(_ centre: Point, _ radius: Double, _ turn: Double) -> Path {
    let half = radius * 0.36
    let corner = (radius * radius + half * half).squareRoot()
    let angle = atan2(half, radius) * 180 / Double.pi
    let points = (0..<4).flatMap { arm -> [Point] in
      let direction = turn + 90 * Double(arm)
      return [
        at(centre, corner, direction - angle), at(centre, corner, direction + angle),
        at(centre, half * 2.0.squareRoot(), direction + 45),
      ]
    }
    return Path(points, closed: true)
  }
}
