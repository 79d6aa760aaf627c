import KernelTable

/// What is done to values as they are loaded.
protocol LaneMap {
  associatedtype Lane: Lanes
  func callAsFunction(_ v: Lane) -> Lane
}

/// Nothing.
struct Unmapped<Lane: Lanes>: LaneMap {
  @inline(__always) init() {}
  @inline(__always) func callAsFunction(_ v: Lane) -> Lane { v }
}

/// A `ChannelMap` of some channels, in the arithmetic of `channelAffine`.
struct MappedLanes<Lane: Lanes>: LaneMap {
  let factor: Lane
  let addend: Lane
  let floor: Lane

  @inline(__always) init(_ map: ChannelMap, _ c: Int) {
    factor = Lane.load(map.scale + c)
    addend = Lane.load(map.shift + c)
    floor = Lane(repeating: map.floor)
  }

  @inline(__always) func callAsFunction(_ v: Lane) -> Lane {
    Lane.fused(v, factor, addend).raised(to: floor)
  }
}

/// Copies pixels that lie one after the other, mapped where there is a map.
@inline(__always) func copyPixels(
  _ count: Int, _ channels: Int, _ x: Input, _ map: ChannelMap?, _ y: Output
) {
  guard let map else { return copy(count &* channels, x, y) }
  @inline(__always) func column<M: LaneMap>(_ map: M, _ c: Int) {
    var i = c
    for _ in 0..<count {
      map(M.Lane.load(x + i)).store(y + i)
      i &+= channels
    }
  }
  forEachGroup(channels) { c in
    column(MappedLanes<Wide>(map, c), c)
  } narrow: { c in
    column(MappedLanes<V>(map, c), c)
  } single: { c in
    column(MappedLanes<Float>(map, c), c)
  }
}

/// A value of channel `c`, mapped where there is a map.
@inline(__always) func loadMapped<T: Lanes>(_ p: Input, _ map: ChannelMap?, _ c: Int) -> T {
  guard let map else { return T.load(p) }
  return MappedLanes<T>(map, c)(T.load(p))
}
