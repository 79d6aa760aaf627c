import COpenBLAS
import Testing

@testable import Engine

/// The small solvers against LAPACK, as OpenBLAS has it.
@Suite struct LAPACKTests {
  private static let sizes = Array(1...12)
  /// Of every size: without structure, nearly singular (rows that almost repeat), and of very different scales.
  private static let structures = ["plain", "parallel", "scaled"]

  /// Rounding of double precision.
  private let epsilon = 0x1p-53

  private func vectors(_ count: Int, _ structure: String, _ seed: Int) -> [[Double]] {
    var random = RandomStream(seed: seed, "lapack \(count) \(structure)")
    let first = (0..<count).map { _ in random.normal() }
    return (0..<count).map { row in
      (0..<count).map { column in
        let value = random.normal()
        switch structure {
        case "parallel": return first[column] + 1e-4 * value
        case "scaled": return value * [1e-3, 1, 1e3][row % 3]
        default: return value
        }
      }
    }
  }

  private func gramian(_ rows: [[Double]]) -> [[Double]] {
    rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  private func norm(_ matrix: [[Double]]) -> Double {
    matrix.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Ascending, with eigenvectors.
  private func dsyev(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
    var n = blasint(matrix.count)
    var a = matrix.flatMap { $0 }
    var values = Array(repeating: 0.0, count: matrix.count)
    var length = blasint(max(1, 8 * matrix.count))
    var work = Array(repeating: 0.0, count: Int(length))
    var info: blasint = 0
    dsyev_("V", "U", &n, &a, &n, &values, &work, &length, &info, 1, 1)
    #expect(info == 0)
    let count = matrix.count
    return (values, (0..<count).map { Array(a[$0 * count..<($0 + 1) * count]) })
  }

  /// Nil where a pivot is exactly 0.
  private func dgesv(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let count = right.count
    guard count > 0 else { return [] }
    var n = blasint(count)
    // By columns.
    var a = (0..<count).flatMap { column in matrix.map { $0[column] } }
    var pivots = Array(repeating: blasint(0), count: count)
    var one: blasint = 1
    var (solution, info) = (right, blasint(0))
    dgesv_(&n, &one, &a, &n, &pivots, &solution, &n, &info)
    #expect(info >= 0)
    return info == 0 ? solution : nil
  }

  /// Both are backward stable, each with an error of at most about 4 n ε ‖A‖: eigenvalues within the sum of the two, and a vector
  /// within that over the gap to the next eigenvalue, and what normalising it rounds.
  @Test(arguments: sizes, structures)
  func eigenDecomposition(_ count: Int, _ structure: String) {
    for seed in 1...5 {
      let matrix = gramian(vectors(count, structure, seed))
      let (expected, expectedVectors) = dsyev(matrix)
      let found = SymmetricEigen(matrix)
      let order = found.values.indices.sorted { found.values[$0] < found.values[$1] }
      let bound = 8 * Double(count) * epsilon * norm(matrix)
      for (place, index) in order.enumerated() {
        #expect(abs(found.values[index] - expected[place]) <= bound, "value \(place), seed \(seed)")
        let gap =
          expected.indices.filter { $0 != place }
          .map { abs(expected[$0] - expected[place]) }.min() ?? 1
        let pairs = Array(zip(found.vectors[index], expectedVectors[place]))
        let sign: Double = pairs.reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1 : 1
        let distance = pairs.reduce(0) {
          $0 + ($1.0 - sign * $1.1) * ($1.0 - sign * $1.1)
        }.squareRoot()
        let rounding = 8 * Double(count) * epsilon
        #expect(distance <= 2 * bound / gap + rounding, "vector \(place), seed \(seed)")
      }
    }
  }

  /// Relative differences within a multiple of n ε times the condition number.
  @Test(arguments: sizes, structures)
  func linearSystems(_ count: Int, _ structure: String) throws {
    for seed in 1...5 {
      let matrix = vectors(count, structure, seed)
      var random = RandomStream(seed: seed, "right side")
      let right = (0..<count).map { _ in random.normal() }
      let squares = dsyev(gramian(matrix)).values
      let condition = (squares[count - 1] / squares[0]).squareRoot()
      guard condition < 1e7, let expected = dgesv(matrix, right) else { continue }
      let found = try #require(linearSolution(matrix, right))
      let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let size = expected.reduce(0) { max($0, abs($1)) }
      #expect(
        difference <= 8 * Double(count) * epsilon * condition * size, "\(condition), seed \(seed)")
    }
  }

  @Test(arguments: 2...8) func singularSystems(_ count: Int) {
    var matrix = vectors(count, "plain", 1)
    matrix[count - 1] = Array(repeating: 0, count: count)
    let right = Array(repeating: 1.0, count: count)
    #expect(dgesv(matrix, right) == nil)
    #expect(linearSolution(matrix, right) == nil)
  }

  /// LAPACK has no minimiser over y ≥ 0, but the point that satisfies the optimality conditions is unique where A is
  /// definite: of all supports, solved by `dgesv`, the one without a negative entry or slope. With a total of 1, the
  /// same with its multiplier.
  @Test(arguments: [1, 2, 3, 5, 8, 9, 10], [false, true])
  func nonnegativeQuadratics(_ count: Int, _ hasTotal: Bool) throws {
    for seed in 1...6 {
      var matrix = gramian(vectors(count, "plain", seed))
      for index in 0..<count { matrix[index][index] += 0.1 }
      let scale = matrix.joined().map(abs).max()!
      matrix = matrix.map { $0.map { $0 / scale } }
      var random = RandomStream(seed: seed, "linear \(count)")
      let linear = (0..<count).map { _ in random.normal() }
      let total = hasTotal ? (0..<count).map { _ in random.uniform(0.5, 2) } : nil
      let expected = try #require(optimum(matrix, linear, total))
      let found = NonnegativeQuadratic(matrix: matrix, linear: linear, total: total).minimiser()
      let values = dsyev(matrix).values
      let size = expected.reduce(1) { max($0, abs($1)) }
      let bound = 64 * Double(count) * epsilon * values[count - 1] / values[0] * size
      let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference <= bound, "seed \(seed)")
    }
  }

  private func optimum(_ matrix: [[Double]], _ linear: [Double], _ total: [Double]?) -> [Double]? {
    let count = linear.count
    for mask in 0..<(1 << count) {
      let support = (0..<count).filter { mask >> $0 & 1 == 1 }
      var system = support.map { row in support.map { matrix[row][$0] } }
      var right = support.map { -linear[$0] }
      if let total {
        for (row, index) in support.enumerated() { system[row].append(total[index]) }
        system.append(support.map { total[$0] } + [0])
        right.append(1)
      }
      guard let solution = dgesv(system, right) else { continue }
      var point = Array(repeating: 0.0, count: count)
      for (place, index) in support.enumerated() { point[index] = solution[place] }
      let multiplier = total == nil ? 0 : solution[support.count]
      let slopes = (0..<count).map { row in
        linear[row] + zip(matrix[row], point).reduce(0) { $0 + $1.0 * $1.1 }
          + (total.map { $0[row] * multiplier } ?? 0)
      }
      let isOptimal = (0..<count).allSatisfy { index in
        support.contains(index) ? point[index] >= 0 : slopes[index] >= 0
      }
      if isOptimal { return point }
    }
    return nil
  }
}
