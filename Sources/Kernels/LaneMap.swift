import KernelTable

/// A `ChannelMap` of some channels, in registers.
typealias MapLanes<T> = (factor: T, addend: T, floor: T)

/// What is done to values as they are loaded. Types without values: metadata of others would bring weak functions, of which the
/// linker could keep the copies that were compiled for another processor.
protocol LaneMap {
  static func apply<T: Lanes>(_ v: T, _ lanes: MapLanes<T>) -> T
}

/// Nothing.
enum Unmapped: LaneMap {
  @inline(__always) static func apply<T: Lanes>(_ v: T, _ lanes: MapLanes<T>) -> T { v }
}

/// The arithmetic of `channelAffine`.
enum Mapped: LaneMap {
  @inline(__always) static func apply<T: Lanes>(_ v: T, _ lanes: MapLanes<T>) -> T {
    T.fused(v, lanes.factor, lanes.addend).raised(to: lanes.floor)
  }
}

/// The map of the channels from `c` on; zeros where there is none.
@inline(__always) func mapLanes<T: Lanes>(_ map: ChannelMap?, _ c: Int) -> MapLanes<T> {
  guard let map else {
    let zero = T(repeating: 0)
    return (zero, zero, zero)
  }
  return (T.load(map.scale + c), T.load(map.shift + c), T(repeating: map.floor))
}

/// Copies pixels that lie one after the other, mapped where there is a map.
@inline(__always) func copyPixels(
  _ count: Int, _ channels: Int, _ x: Input, _ map: ChannelMap?, _ y: Output
) {
  guard let map else { return copy(count &* channels, x, y) }
  @inline(__always) func column<T: Lanes>(_: T.Type, _ c: Int) {
    let lanes: MapLanes<T> = mapLanes(map, c)
    var i = c
    for _ in 0..<count {
      Mapped.apply(T.load(x + i), lanes).store(y + i)
      i &+= channels
    }
  }
  forEachGroup(channels) { c in
    column(Wide.self, c)
  } narrow: { c in
    column(V.self, c)
  } single: { c in
    column(Float.self, c)
  }
}

/// A value of channel `c`, mapped where there is a map.
@inline(__always) func loadMapped<T: Lanes>(_ p: Input, _ map: ChannelMap?, _ c: Int) -> T {
  map == nil ? T.load(p) : Mapped.apply(T.load(p), mapLanes(map, c))
}
