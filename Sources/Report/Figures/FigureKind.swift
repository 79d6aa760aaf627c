/// The charts that a report may hold. A figure's id is a kind, with numbers where a report has
/// several comparisons or architectures: `tasks`, `tasks-2`, `static-front-1-2`.
enum FigureKind: String, CaseIterable, Sendable {
  case accuracyParameters = "accuracy-parameters"
  case accuracyMACs = "accuracy-macs"
  case forest, tasks
  case staticFront = "static-front"
  case weights, cosines, curves, qualitative

  /// The columns with which the table of its numbers begins. A CSV file has no place for a remark
  /// about where it comes from: by these its owner is told.
  var columns: [String] {
    switch self {
    case .accuracyParameters: ["number", "arm", "parameters", "relative", "Δp (%)"]
    case .accuracyMACs: ["number", "arm", "multiply–accumulates", "relative", "Δp (%)"]
    case .forest: ["number", "arm", "seed", "Δp (%)"]
    case .tasks: ["number", "arm", "task", "parameters, relative", "change (%)"]
    case .staticFront: ["number", "arm"]
    case .weights: ["arm", "task", "seed", "epoch", "weight"]
    case .cosines: ["arm", "pair", "seed", "epoch", "cosine"]
    case .curves: ["arm", "metric", "seed", "epoch", "value"]
    case .qualitative: ["frame", "task", "network", "mean error of the shown pixels"]
    }
  }

  /// The kind of the figure with this id.
  init?(id: String) {
    self.init(rawValue: id.replacing(/(-[0-9]{1,4}){1,2}$/, with: ""))
  }
}
