import TestSupport
import Testing

@testable import Engine

/// Our products against `cblas_sgemm`, every way a layer multiplies: x w, dy wᵀ, xᵀ dy, set and added to.
@Suite struct ProductAgreementTests {
  private static let depths = [1, 2, 7, 16, 27, 64, 147, 576, 1153]
  /// Few rows, which are multiplied by the factor where it lies, and many; whole tiles and none.
  private static let rows = [1, 12, 32, 33, 64, 65, 97, 300]
  private static let columns = [1, 5, 8, 13, 32, 100, 257]

  /// Of one multiply–add.
  private static let rounding = 0x1p-24

  /// Of every element: a sum of n products errs by at most n roundings of the sum of their sizes, whatever its order (Higham 2002,
  /// section 3.1); two sums by twice that, and by two more roundings where they are added to something.
  private static func bound(_ terms: Int) -> Double { Double(2 * terms + 2) * rounding }

  /// Of many elements: where signs are random partial sums grow as √k, so that n roundings of them, of 2⁻²⁴/√3 as a root mean
  /// square, add up to 2⁻²⁴ n/√6; two sums differ by 2⁻²⁴ n/√3. Adding them to something rounds √n once more.
  private static func spread(_ terms: Int) -> Double { rounding * Double(terms + 2) }

  private struct Operands {
    let (x, w, dy): (Tensor, Tensor, Tensor)
  }

  @Test(arguments: depths) func agree(_ depth: Int) {
    for rows in Self.rows {
      for columns in Self.columns { compare(rows, depth, columns) }
    }
  }

  private func compare(_ rows: Int, _ depth: Int, _ columns: Int) {
    let own = MatrixProduct(rows: rows, depth: depth, columns: columns, team: .single)
    let library = BLASProduct(depth: depth, columns: columns)
    // Kernels of gradients read up to 31 floats behind their operands.
    let operands = Operands(
      x: random([rows * depth + 32], 1), w: random([depth * columns], 2),
      dy: random([rows * columns + 32], 3))
    let sizes = Operands(
      x: absolute(operands.x), w: absolute(operands.w), dy: absolute(operands.dy))
    let scratch = Tensor([
      max(own.scratch, own.transposed.scratch, own.gradientScratch) + 16
    ])
    func check(
      _ count: Int, terms: Int, _ what: String, adds: Bool, ours: (Tensor) -> Void,
      theirs: (Operands, Tensor) -> Void
    ) {
      let (found, expected) = (random([count], 4), random([count], 4))
      // Σ |a| |b|, and the size of what is added to.
      let bounds = adds ? absolute(found) : Tensor([count])
      ours(found)
      theirs(operands, expected)
      theirs(sizes, bounds)
      let deviation = deviation(found, expected, sizes: bounds)
      let name = "\(what), \(rows) × \(depth) × \(columns)"
      #expect(deviation.largest <= Self.bound(terms), "\(name)")
      // Of a few elements the mean says nothing.
      if count >= 64 { #expect(deviation.spread <= Self.spread(terms), "\(name)") }
    }
    let (x, w, dy) = (operands.x.data, operands.w.data, operands.dy.data)
    check(
      rows * columns, terms: depth, "x w", adds: false,
      ours: { y in
        own.prepare(w, scratch.data)
        own.multiply(rows: rows, x, w, y.data, scratch.data)
      },
      theirs: { library.multiply(rows: rows, $0.x.data, $0.w.data, $1.data) })
    for adds in [false, true] {
      check(
        rows * depth, terms: columns, "dy wᵀ, \(adds ? "added" : "set")", adds: adds,
        ours: { dx in
          own.transposed.prepare(w, scratch.data)
          own.transposed.multiply(
            rows: rows, dy, w, before: adds ? .added : .replaced, dx.data, scratch.data)
        },
        theirs: {
          library.multiplyTransposed(rows: rows, $0.dy.data, $0.w.data, added: adds, $1.data)
        })
    }
    check(
      depth * columns, terms: rows, "xᵀ dy, added", adds: true,
      ours: { own.addGradient(rows: rows, x, dy, $0.data, scratch.data) },
      theirs: { operands, dw in
        for inputs in [0..<depth / 3, depth / 3..<depth] where !inputs.isEmpty {
          library.addGradient(
            rows: rows, operands.x.data, operands.dy.data, inputs: inputs, dw.data)
        }
      })
  }
}
