/// Something drawn in a plot's frame. A new mark is one file, with no registration.
protocol Mark: Sendable {
  var extent: Extent { get }
  func draw(on canvas: any Canvas, in frame: Frame, theme: Theme)
}

/// A colour by its meaning; the theme says which it is.
enum Paint: Hashable, Sendable {
  /// Four hues and ink; further ones are grey.
  case series(Int)
  case ink, muted, grid, page, success

  func colour(_ theme: Theme) -> Colour {
    switch self {
    case .series(let index): theme.series(index)
    case .ink: theme.ink
    case .muted: theme.muted
    case .grid: theme.grid
    case .page: theme.page
    case .success: theme.success
    }
  }
}
