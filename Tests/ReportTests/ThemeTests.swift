import Foundation
import Testing

@testable import Report

@Suite struct ThemeTests {
  static let hues = [Theme.blue, Theme.vermillion, Theme.green, Theme.purple]

  @Test(arguments: [Theme.light, Theme.dark]) func everySeriesPassesThreeToOne(theme: Theme) {
    for index in 0..<7 {
      let contrast = theme.series(index).contrast(with: theme.page)
      #expect(contrast >= 3, "series \(index) on \(theme.name): \(contrast)")
    }
    #expect(theme.ink.contrast(with: theme.page) >= 7)
    #expect(theme.muted.contrast(with: theme.page) >= 4.5)
  }

  /// Linear-light simulation of full colour blindness (Viénot, Brettel and Mollon 1999; tritan by Brettel's
  /// plane, as in libDaltonLens), then the distance in CIELAB: 10 is four just noticeable differences.
  static let simulations: [(name: String, matrix: [Double])] = [
    ("none", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
    ("protan", [0.10889, 0.89111, 0, 0.10889, 0.89111, 0, 0.00447, -0.00447, 1]),
    ("deutan", [0.29031, 0.70969, 0, 0.29031, 0.70969, 0, -0.02197, 0.02197, 1]),
    ("tritan", [1, 0.15236, -0.15236, 0, 0.86717, 0.13283, 0, 0.86717, 0.13283]),
  ]

  @Test(arguments: ThemeTests.simulations.map(\.name)) func huesStayApart(simulation: String) {
    let matrix = Self.simulations.first { $0.name == simulation }!.matrix
    for i in Self.hues.indices {
      for j in Self.hues.indices where j > i {
        let a = lab(Self.hues[i], matrix)
        let b = lab(Self.hues[j], matrix)
        let distance = zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
        #expect(
          distance > 10, "\(Self.hues[i].hex) and \(Self.hues[j].hex), \(simulation): \(distance)")
      }
    }
  }

  private func lab(_ colour: Colour, _ m: [Double]) -> [Double] {
    let c = [colour.red, colour.green, colour.blue].map {
      $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
    }
    let s = (0..<3).map { row in
      max(0, min(1, m[3 * row] * c[0] + m[3 * row + 1] * c[1] + m[3 * row + 2] * c[2]))
    }
    let x = (0.4124 * s[0] + 0.3576 * s[1] + 0.1805 * s[2]) / 0.9505
    let y = 0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]
    let z = (0.0193 * s[0] + 0.1192 * s[1] + 0.9505 * s[2]) / 1.089
    let f = [x, y, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }
}
