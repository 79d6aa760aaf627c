import CIntrinsics
import KernelTable

// Products wait for arithmetic, so memory is idle meanwhile: with the links of their chains they ask for what is needed soon. The
// processor's own prefetch follows streams that go straight on, not the rows of tiles.

/// Memory needed soon: of a tile each link asks for `step` floats from `place` on, and the next tile begins `size` further.
typealias Stretch = (place: Input, size: Int, step: Int)

/// One stretch, and another when so many tiles have passed.
typealias Ahead = (now: Stretch, then: Stretch, tiles: Int)

/// `floats` floats from `place` on, shared among `tiles` tiles with so many links.
@inline(__always) func stretch(
  _ place: Input, _ floats: Int, tiles: Int, links: Int
) -> Stretch {
  let size = floats / max(tiles, 1)
  return (place: place, size: size, step: (size &+ links &- 1) / links)
}

/// One stretch for all tiles.
@inline(__always) func only(_ stretch: Stretch) -> Ahead { (now: stretch, then: stretch, tiles: 0) }

/// Nothing but the line at `place`, which is in use.
@inline(__always) func nothing(_ place: Input) -> Stretch { (place: place, size: 0, step: 0) }

/// A tile has passed.
@inline(__always) func pass(_ ahead: inout Ahead) {
  ahead.now.place += ahead.now.size
  ahead.tiles &-= 1
  if ahead.tiles == 0 { ahead.now = ahead.then }
}

/// A link has passed.
@inline(__always) func fetch(_ place: inout Input, _ ahead: Stretch) {
  prefetch(place)
  place += ahead.step
}

/// Asks for a tile of a result that is written or added to when its chains end, in the first-level cache or in the second.
@inline(__always) func fetchTile(
  _ rows: Int, _ width: Int, _ c: Input, _ cStride: Int, isNear: Bool = false
) {
  @inline(__always) func fetch(_ place: Input) {
    if isNear { prefetchNear(place) } else { prefetch(place) }
  }
  var place = c
  for _ in 0..<rows {
    fetch(place)
    if width > 16 { fetch(place + 16) }
    place += cStride
  }
}
