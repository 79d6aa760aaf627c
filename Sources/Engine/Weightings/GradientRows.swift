/// Rows of gradients in one block of memory, all of them or some; a view, valid within one call. Whoever has it can read; to
/// write to the rows one must be given them `inout`, so that a signature says who does.
public struct GradientRows {
  public let count: Int
  /// Floats of a row; those that pad it are zero.
  public let width: Int
  private let data: UnsafeMutablePointer<Float>
  /// Where each row lies in the block, counted in rows.
  private let places: [Int]

  init(count: Int, width: Int, _ data: UnsafeMutablePointer<Float>) {
    self.init(places: Array(0..<count), width: width, data)
  }

  private init(places: [Int], width: Int, _ data: UnsafeMutablePointer<Float>) {
    count = places.count
    self.places = places
    self.width = width
    self.data = data
  }

  public subscript(row: Int) -> UnsafePointer<Float> { UnsafePointer(data + places[row] * width) }

  public mutating func writable(_ row: Int) -> UnsafeMutablePointer<Float> {
    data + places[row] * width
  }

  /// The rows with these numbers, in this order; the same memory.
  func selected(_ rows: [Int]) -> GradientRows {
    GradientRows(places: rows.map { places[$0] }, width: width, data)
  }

  /// ‖row‖, summed as the Gramian is.
  public func length(_ row: Int) -> Double {
    Self.products(width, [(self[row], self[row])])[0].squareRoot()
  }

  /// The inner products of these rows with others, [own][other].
  public func gramian(with other: GradientRows) -> [[Double]] {
    let pairs = (0..<count).flatMap { i in (0..<other.count).map { (self[i], other[$0]) } }
    let found = Self.products(width, pairs)
    return (0..<count).map { Array(found[$0 * other.count..<($0 + 1) * other.count]) }
  }

  /// All inner products of the rows. Products and sums are in double precision: of nearly parallel rows
  /// the schemes look at differences of these numbers, of which single precision would leave nothing.
  public func gramian() -> [[Double]] {
    let places = (0..<count).flatMap { i in (0...i).map { (i, $0) } }
    let found = Self.products(width, places.map { (self[$0], self[$1]) })
    var gramian = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for ((i, j), product) in zip(places, found) {
      gramian[i][j] = product
      gramian[j][i] = product
    }
    return gramian
  }

  /// Inner products of pairs of rows, all over one block of columns before the next, so that each row
  /// comes from memory once.
  private static func products(
    _ width: Int, _ pairs: [(UnsafePointer<Float>, UnsafePointer<Float>)]
  ) -> [Double] {
    let block = 4096
    var totals = Array(repeating: 0.0, count: pairs.count)
    for start in stride(from: 0, to: width, by: block) {
      let columns = min(block, width - start)
      for (index, pair) in pairs.enumerated() {
        totals[index] += Engine.kernels.dot(columns, pair.0 + start, pair.1 + start)
      }
    }
    return totals
  }
}
