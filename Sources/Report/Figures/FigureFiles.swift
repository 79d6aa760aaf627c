import Foundation

/// The files of a figure: vectors and bitmaps at twice the size, for light and dark pages, and the numbers.
struct FigureFiles {
  let figure: Figure

  /// By path relative to the report.
  func rendered() throws -> [String: Data] {
    var files: [String: Data] = ["data/\(figure.id).csv": Data(figure.data.csv.utf8)]
    for theme in Theme.all {
      let name = Self.name(figure.id, theme)
      let bitmap = CairoCanvas(size: figure.size, scale: 2, background: theme.page)
      figure.draw(bitmap, theme)
      files["figures/\(name).png"] = try bitmap.png()
      if !figure.isRaster {
        files["figures/\(name).svg"] = Data(svg(theme, .fixed(background: theme.page)).utf8)
      }
    }
    return files
  }

  /// The drawing for a page that brings its own colours.
  func inline() -> String { svg(.light, .page) }

  static func name(_ id: String, _ theme: Theme) -> String {
    theme == .dark ? id + "-dark" : id
  }

  private func svg(_ theme: Theme, _ palette: SVGCanvas.Palette) -> String {
    let canvas = SVGCanvas(
      size: figure.size, id: figure.id, title: figure.title, summary: figure.finding,
      palette: palette)
    figure.draw(canvas, theme)
    return canvas.document()
  }
}
