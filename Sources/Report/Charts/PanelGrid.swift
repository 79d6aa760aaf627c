/// Small multiples: plots in rows under one legend.
struct PanelGrid: Sendable {
  var plots: [Plot]
  var legend: Legend
  var columns: Int
  var panelHeight: Double

  init(plots: [Plot], legend: Legend, columns: Int = 3, panelHeight: Double = 250) {
    self.plots = plots
    self.legend = legend
    self.columns = max(1, min(columns, plots.count))
    self.panelHeight = panelHeight
  }

  private var rows: Int { (plots.count + columns - 1) / columns }

  func size(_ ruler: any Canvas) -> Size {
    let legendHeight = legend.height(width: Figure.width - 24, ruler)
    return Size(
      width: Figure.width, height: Double(rows) * panelHeight + legendHeight + 16)
  }

  func draw(on canvas: any Canvas, theme: Theme) {
    let width = Figure.width / Double(columns)
    for (index, plot) in plots.enumerated() {
      let rect = Rect(
        x: Double(index % columns) * width + 6, y: Double(index / columns) * panelHeight + 4,
        width: width - 12, height: panelHeight - 8)
      plot.draw(on: canvas, in: rect, theme: theme)
    }
    legend.draw(
      on: canvas, at: Point(x: 12, y: Double(rows) * panelHeight + 6), width: Figure.width - 24,
      theme: theme)
  }
}
