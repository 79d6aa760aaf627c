import Engine

/// Products of one shape by our kernels and by OpenBLAS's, in turns on one thread, by its CPU time.
struct ProductSpeed {
  let shape: ProductShape
  /// The networks with layers of this shape, by name.
  let networks: [String]
  let direction: ProductProbe.Direction
  /// GFLOP/s of each round, sorted.
  let own: [Double]
  let library: [Double]

  /// More rows than that are the same work again, and so are those of more multiply–adds than this, of 1024 rows or more.
  static let mostRows = 1 << 14
  private static let mostMultiplyAdds = 1 << 28

  /// Shapes of the networks in the order in which they first come, of so many rows as measuring needs.
  /// Throws `OptionError` where a choice of a network is no longer known.
  static func shapes(
    of networks: [ReferenceNetwork]
  ) throws -> [(shape: ProductShape, networks: [String])] {
    var found: [(shape: ProductShape, networks: [String])] = []
    for network in networks {
      for var shape in try network.productShapes() {
        let enough = max(1024, mostMultiplyAdds / (shape.depth * shape.columns))
        shape.rows = min(shape.rows, mostRows, enough)
        if let place = found.firstIndex(where: { $0.shape == shape }) {
          if found[place].networks.last != network.name {
            found[place].networks.append(network.name)
          }
        } else {
          found.append((shape, [network.name]))
        }
      }
    }
    return found
  }

  /// Every direction of one shape, `rounds` times each by ours and then by OpenBLAS.
  static func measure(_ shape: ProductShape, networks: [String], rounds: Int) -> [ProductSpeed] {
    let probe = ProductProbe(shape)
    let operations = 2 * Double(shape.multiplyAdds)
    return ProductProbe.Direction.allCases.map { direction in
      // Long enough for the clock; the first of each is not counted.
      let repeats = max(1, Int(2e8 / operations))
      var (own, library): ([Double], [Double]) = ([], [])
      for round in 0...rounds {
        let ours = ThreadClock.time {
          for _ in 0..<repeats { probe.multiplyOwn(direction) }
        }
        let theirs = ThreadClock.time {
          for _ in 0..<repeats { probe.multiplyWithLibrary(direction) }
        }
        guard round > 0 else { continue }
        own.append(operations * Double(repeats) / ours * 1e-9)
        library.append(operations * Double(repeats) / theirs * 1e-9)
      }
      return ProductSpeed(
        shape: shape, networks: networks, direction: direction, own: own.sorted(),
        library: library.sorted())
    }
  }
}
