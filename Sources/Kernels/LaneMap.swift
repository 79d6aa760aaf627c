import KernelTable

/// Copies pixels that lie one after the other, mapped where there is a map.
@inline(__always) func copyPixels(
  _ count: Int, _ channels: Int, _ x: Input, _ map: ChannelMap?, _ y: Output
) {
  guard let map else { return copy(count &* channels, x, y) }
  channelAffine(count, channels, x, map.scale, map.shift, map.relu, y)
}

/// A value of channel `c`, mapped where there is a map, with the arithmetic of `channelAffine`.
@inline(__always) func loadMapped<T: Lanes>(_ p: Input, _ map: ChannelMap?, _ c: Int) -> T {
  guard let map else { return T.load(p) }
  return T.fused(T.load(p), T.load(map.scale + c), T.load(map.shift + c))
    .raised(to: T(repeating: map.floor))
}
