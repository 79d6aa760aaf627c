import Testing

@testable import Engine

struct TorchLayoutTests {
  @Test func convolutionsAreOutFirst() {
    let layout = TorchLayout([2, 3, 4, 5], isMatrix: true)
    #expect(layout.shape == [5, 4, 2, 3])
    let own = (0..<120).map(Float.init)
    let other = layout.write(own)
    for y in 0..<2 {
      for x in 0..<3 {
        for input in 0..<4 {
          for output in 0..<5 {
            #expect(
              other[((output * 4 + input) * 2 + y) * 3 + x]
                == own[((y * 3 + x) * 4 + input) * 5 + output])
          }
        }
      }
    }
    #expect(layout.read(other) == own)
  }

  @Test func depthwiseFiltersHaveOneInput() {
    #expect(TorchLayout([3, 3, 1, 16], isMatrix: true).shape == [16, 1, 3, 3])
  }

  @Test func linearLayersAreTransposedAndMayBeConvolutions() {
    let layout = TorchLayout([2, 3], isMatrix: true)
    #expect(layout.shape == [3, 2])
    #expect(layout.write([1, 2, 3, 4, 5, 6]) == [1, 4, 2, 5, 3, 6])
    #expect(layout.takes([3, 2, 1, 1]) && !layout.takes([2, 3]) && !layout.takes([3, 2, 2, 1]))
  }

  @Test func mixturesAndVectorsStay() {
    #expect(TorchLayout([2, 3], isMatrix: false).write([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6])
    #expect(TorchLayout([4], isMatrix: false).shape == [4])
    #expect(!TorchLayout([4], isMatrix: false).takes([4, 1, 1]))
  }
}
