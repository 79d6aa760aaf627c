/// Multi-Krum (Blanchard, El Mhamdi, Guerraoui and Stainer, NeurIPS 2017): the mean of the `n_selected` gradients that lie nearest
/// to their T − `byzantine` − 2 nearest others, by the sum of the distances. (The paper sums their squares; TorchJD, from whom
/// it came to multi-task learning, does not. `squared` chooses.) At least one neighbour counts; gradients that tie for the
/// last places share them, so that the order of the tasks does not matter.
/// Shared parameters only. Simplex: weights sum to 1. Cost: a backward pass for each task.
/// Absent task: weight 0; the choice is among the others.
public struct Krum: Weighting {
  public static let name = "krum"
  public static let summary =
    "Multi-Krum: the mean of the gradients nearest to the others (Blanchard et al. 2017)"

  private let byzantine: Int
  private let selected: Int
  private let squared: Bool

  public init(_ options: inout Options) throws {
    byzantine = try options.take(
      "byzantine", default: 0, in: 0...1000, "gradients that may be anything")
    selected = try options.take(
      "selected", default: 1, in: 1...1000, "gradients that are averaged")
    squared = try options.take("squared", default: false, "sum squared distances, as the paper")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func check(tasks: [String]) throws {
    if byzantine > 0, tasks.count < byzantine + 3 {
      throw OptionError(
        key: "byzantine",
        message: "found \(byzantine), which needs \(byzantine + 3) tasks; there are \(tasks.count)")
    }
    if selected > tasks.count {
      throw OptionError(
        key: "selected", message: "found \(selected), expected at most \(tasks.count), the tasks")
    }
  }

  public func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let count = gramian.count
    let neighbours = min(count - 1, max(1, count - byzantine - 2))
    let sizes = gramian.diagonal
    func distance(_ a: Int, _ b: Int) -> Double {
      let square = max(0, sizes[a] + sizes[b] - 2 * gramian[a][b])
      return squared ? square : square.squareRoot()
    }
    let scores = (0..<count).map { task -> Double in
      let distances = (0..<count).filter { $0 != task }.map { distance(task, $0) }
      return distances.sorted().prefix(neighbours).reduce(0, +)
    }
    return Combination(
      shared: sharedPlaces(scores, min(selected, count)),
      specific: Array(repeating: 1, count: count))
  }

  /// 1 / places for each of the lowest scores; those that tie for the last places share them.
  private func sharedPlaces(_ scores: [Double], _ places: Int) -> [Double] {
    let last = scores.sorted()[places - 1]
    let slack = 1e-12 * abs(last)
    let below = scores.filter { $0 < last - slack }.count
    let tied = scores.filter { abs($0 - last) <= slack }.count
    let share = Double(places - below) / Double(tied)
    return scores.map {
      ($0 < last - slack ? 1 : $0 <= last + slack ? share : 0) / Double(places)
    }
  }
}
