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

/// A value of channel `c`, mapped where there is a map.
@inline(__always) func loadMapped<T: Lanes>(_ p: Input, _ map: ChannelMap?, _ c: Int) -> T {
  guard let map else { return T.load(p) }
  return MappedLanes<T>(map, c)(T.load(p))
}
