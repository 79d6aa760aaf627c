import Foundation
import Testing

@testable import Report

@Suite struct ThemeTests {
  @Test(arguments: Theme.all) func everySeriesPassesThreeToOne(theme: Theme) {
    for index in 0..<Theme.hues.count + 3 {
      let contrast = theme.series(index).contrast(with: theme.page)
      #expect(contrast >= 3, "series \(index) on \(theme.name): \(contrast)")
    }
    #expect(theme.ink.contrast(with: theme.page) >= 7)
    #expect(theme.muted.contrast(with: theme.page) >= 4.5)
  }

  /// Drawings inside a page take its colours by their roles: the style must give them the theme's.
  @Test func thePageHasTheThemesColours() throws {
    let style = Stylesheet.text.replacing("#fff;", with: "#FFFFFF;")
    let sheets = style.matches(of: /:root\{([^}]*)\}/).map { String($0.1) + ";" }
    #expect(sheets.count == Theme.all.count)
    for (theme, sheet) in zip(Theme.all, sheets) {
      for colour in [theme.page, theme.ink, theme.muted, theme.grid] {
        #expect(sheet.contains("--\(try #require(colour.role)):\(colour.hex);"), "\(theme.name)")
      }
    }
    for hue in Theme.hues { #expect(style.contains(hue.hex)) }
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
    for i in Theme.hues.indices {
      for j in Theme.hues.indices where j > i {
        let a = lab(Theme.hues[i], matrix)
        let b = lab(Theme.hues[j], matrix)
        let distance = zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
        #expect(
          distance > 10, "\(Theme.hues[i].hex) and \(Theme.hues[j].hex), \(simulation): \(distance)"
        )
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
