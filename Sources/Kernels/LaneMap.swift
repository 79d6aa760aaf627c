import KernelTable

/// A `ChannelMap` of some channels, in registers.
private typealias MapLanes<T> = (factor: T, addend: T, floor: T)

/// The arithmetic of `channelAffine`.
@inline(__always) private func mapped<T: Lanes>(_ v: T, _ lanes: MapLanes<T>) -> T {
  T.fused(v, lanes.factor, lanes.addend).raised(to: lanes.floor)
}

/// The map of the channels from `c` on.
@inline(__always) private func mapLanes<T: Lanes>(_ map: ChannelMap, _ c: Int) -> MapLanes<T> {
  (T.load(map.scale + c), T.load(map.shift + c), T(repeating: map.floor))
}

/// Copies pixels that lie one after the other, mapped where there is a map.
@inline(__always) func copyPixels(
  _ count: Int, _ channels: Int, _ x: Input, _ map: ChannelMap?, _ y: Output
) {
  guard let map else { return copy(count &* channels, x, y) }
  channelAffine(count, channels, x, map.scale, map.shift, map.relu, y)
}

/// A value of channel `c`, mapped where there is a map.
@inline(__always) func loadMapped<T: Lanes>(_ p: Input, _ map: ChannelMap?, _ c: Int) -> T {
  guard let map else { return T.load(p) }
  return mapped(T.load(p), mapLanes(map, c))
}
