import CIntrinsics
import KernelTable

// Max pooling of 2×2 values with places, and what undoes it. The places are bytes, 0…3 row by row.

private typealias Places = SIMD8<Int32>

@inline(__always) private func loadPlaces(_ p: UnsafePointer<UInt8>) -> Places {
  Places(truncatingIfNeeded: UnsafeRawPointer(p).loadUnaligned(as: SIMD8<UInt8>.self))
}

@inline(__always) private func storePlaces(_ v: Places, _ p: UnsafeMutablePointer<UInt8>) {
  UnsafeMutableRawPointer(p)
    .storeBytes(of: SIMD8<UInt8>(truncatingIfNeeded: v), as: SIMD8<UInt8>.self)
}

/// Both sides are given their type: what the compiler would infer compares lane by lane.
@inline(__always) private func isPlace(_ v: Places, _ number: Int32) -> SIMDMask<Places> {
  let all: Places = Places(repeating: number)
  return v .== all
}

/// Calls with every 2×2 block of an image: its first value, and the place of its pixel in the image of half the size.
@inline(__always) private func forEachBlock(
  _ image: Extent, _ body: (_ block: Int, _ half: Int) -> Void
) {
  let channels = image.channels
  let stride = image.width &* channels
  var half = 0
  for frame in 0..<image.batch {
    for row in 0..<image.height / 2 {
      let line = (frame &* image.height &+ 2 &* row) &* stride
      for column in 0..<image.width / 2 {
        body(line &+ 2 &* column &* channels, half)
        half &+= channels
      }
    }
  }
}

/// Asks for blocks to come: of each, both lines.
@inline(__always) private func fetchLines(_ place: Input, _ stride: Int) {
  prefetch(place + floatsAhead)
  prefetch(place + floatsAhead + stride)
}

/// Where values tie, the first in row order wins, as in PyTorch. An odd last row or column is dropped.
func maxPool2(
  _ image: Extent, _ x: Input, _ map: ChannelMap?, _ y: Output,
  _ indices: UnsafeMutablePointer<UInt8>
) {
  let channels = image.channels
  let stride = image.width &* channels
  forEachBlock(image) { block, half in
    let a = x + block
    let (b, c) = (a + channels, a + stride)
    let d = c + channels
    var i = 0
    while i &+ 8 <= channels {
      fetchLines(a + i, stride)
      var best: V = loadMapped(a + i, map, i)
      var place = Places(repeating: 0)
      @inline(__always) func next(_ p: Input, _ number: Int32) {
        let v: V = loadMapped(p + i, map, i)
        let larger = v .> best
        best.replace(with: v, where: larger)
        place.replace(with: number, where: larger)
      }
      next(b, 1)
      next(c, 2)
      next(d, 3)
      store(best, y + half + i)
      storePlaces(place, indices + half + i)
      i &+= 8
    }
    while i < channels {
      var best: Float = loadMapped(a + i, map, i)
      var place: UInt8 = 0
      @inline(__always) func next(_ p: Input, _ number: UInt8) {
        let v: Float = loadMapped(p + i, map, i)
        if v > best {
          best = v
          place = number
        }
      }
      next(b, 1)
      next(c, 2)
      next(d, 3)
      y[half &+ i] = best
      indices[half &+ i] = place
      i &+= 1
    }
  }
}

func scatter2(
  _ image: Extent, _ x: Input, _ map: ChannelMap?, _ indices: UnsafePointer<UInt8>, _ y: Output
) {
  let channels = image.channels
  let stride = image.width &* channels
  if image.height % 2 != 0 || image.width % 2 != 0 { clear(image.count, y) }
  forEachBlock(image) { block, half in
    let target = y + block
    var i = 0
    while i &+ 8 <= channels {
      fetchLines(target + i, stride)
      let v: V = loadMapped(x + half + i, map, i)
      let places = loadPlaces(indices + half + i)
      store(V.zero.replacing(with: v, where: isPlace(places, 0)), target + i)
      store(V.zero.replacing(with: v, where: isPlace(places, 1)), target + channels + i)
      store(V.zero.replacing(with: v, where: isPlace(places, 2)), target + stride + i)
      store(V.zero.replacing(with: v, where: isPlace(places, 3)), target + stride + channels + i)
      i &+= 8
    }
    while i < channels {
      let v: Float = loadMapped(x + half + i, map, i)
      let place = indices[half &+ i]
      target[i] = place == 0 ? v : 0
      target[channels &+ i] = place == 1 ? v : 0
      target[stride &+ i] = place == 2 ? v : 0
      target[stride &+ channels &+ i] = place == 3 ? v : 0
      i &+= 1
    }
  }
}

func gather2(_ image: Extent, _ x: Input, _ indices: UnsafePointer<UInt8>, _ y: Output) {
  let channels = image.channels
  let stride = image.width &* channels
  forEachBlock(image) { block, half in
    let source = x + block
    var i = 0
    while i &+ 8 <= channels {
      fetchLines(source + i, stride)
      let places = loadPlaces(indices + half + i)
      var v = load(source + i)
      v.replace(with: load(source + channels + i), where: isPlace(places, 1))
      v.replace(with: load(source + stride + i), where: isPlace(places, 2))
      v.replace(with: load(source + stride + channels + i), where: isPlace(places, 3))
      store(v, y + half + i)
      i &+= 8
    }
    while i < channels {
      let place = Int(indices[half &+ i])
      y[half &+ i] = source[(place >> 1) &* stride &+ (place & 1) &* channels &+ i]
      i &+= 1
    }
  }
}
