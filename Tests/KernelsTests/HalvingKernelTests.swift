import Engine
import KernelTable
import TestSupport
import Testing

/// Max pooling of 2×2 values and what undoes it, on every table; values of a map are those that were mapped before.
@Suite struct HalvingKernelTests {
  private static let images = [Extent(2, 4, 6, 16), Extent(1, 5, 7, 13), Extent(3, 2, 3, 24)]

  @Test(arguments: Engine.tables.map(\.name), images)
  func poolsScattersAndGathers(_ table: String, _ image: Extent) {
    let kernels = Engine.tables.first { $0.name == table }!
    let half = Extent(image.batch, image.height / 2, image.width / 2, image.channels)
    let x = random([image.count], 1)
    let (y, places) = pooled(kernels, x, nil, image, half)
    let spread = soiled(image.count)
    kernels.scatter2(image, y.data, nil, places, spread.data)
    let back = soiled(half.count)
    kernels.gather2(image, spread.data, places, back.data)
    #expect(back.values == y.values)
    var expected = Array(repeating: Float(0), count: image.count)
    forEachBlock(image) { offsets, place in
      // The first of those that are largest.
      let best = offsets.indices.max { (x.data[offsets[$0]], -$0) < (x.data[offsets[$1]], -$1) }!
      #expect(Int(places[place]) == best && y.data[place] == x.data[offsets[best]])
      expected[offsets[best]] = x.data[offsets[best]]
    }
    #expect(spread.values == expected)
  }

  /// With a ReLU many values tie at zero.
  @Test(arguments: Engine.tables.map(\.name), images)
  func mapsWhatItLoads(_ table: String, _ image: Extent) {
    let kernels = Engine.tables.first { $0.name == table }!
    let half = Extent(image.batch, image.height / 2, image.width / 2, image.channels)
    let x = random([image.count], 1)
    let (scale, shift) = (random([image.channels], 2), random([image.channels], 3))
    let map = ChannelMap(scale: scale.data, shift: shift.data, relu: true)
    func mapped(_ x: Tensor, _ extent: Extent) -> Tensor {
      let y = soiled(extent.count)
      kernels.channelAffine(
        extent.rows, extent.channels, x.data, scale.data, shift.data, true, y.data)
      return y
    }
    let expected = pooled(kernels, mapped(x, image), nil, image, half)
    let found = pooled(kernels, x, map, image, half)
    #expect(found.y.values == expected.y.values)
    #expect((0..<half.count).allSatisfy { found.places[$0] == expected.places[$0] })
    let small = random([half.count], 4)
    let (spread, other) = (soiled(image.count), soiled(image.count))
    kernels.scatter2(image, small.data, map, found.places, spread.data)
    let before = mapped(small, half)
    kernels.scatter2(image, before.data, nil, found.places, other.data)
    #expect(spread.values == other.values)
  }

  private func pooled(
    _ kernels: KernelTable, _ x: Tensor, _ map: ChannelMap?, _ image: Extent, _ half: Extent
  ) -> (y: Tensor, places: [UInt8]) {
    let y = soiled(half.count)
    var places = Array(repeating: UInt8(255), count: half.count)
    places.withUnsafeMutableBufferPointer {
      kernels.maxPool2(image, x.data, map, y.data, $0.baseAddress!)
    }
    return (y, places)
  }

  private func forEachBlock(_ image: Extent, _ body: ([Int], Int) -> Void) {
    var place = 0
    for frame in 0..<image.batch {
      for row in 0..<image.height / 2 {
        for column in 0..<image.width / 2 {
          for c in 0..<image.channels {
            let offsets = [(0, 0), (0, 1), (1, 0), (1, 1)].map { dy, dx in
              ((frame * image.height + 2 * row + dy) * image.width + 2 * column + dx)
                * image.channels + c
            }
            body(offsets, place)
            place += 1
          }
        }
      }
    }
  }
}
