import CIntrinsics
import KernelTable

/// Rows that are summed in single precision before they are added in double: long float chains lose digits.
let rowsOfSums = 128

/// How far ahead element-wise passes ask for what they mask, and pooling for both its lines: a mask makes the load of what it lets pass
/// wait for the values that it is made of, and the processor then has too few loads under way to hide memory.
let floatsAhead = 1024

/// Calls one of the three for every group of channels: as wide as registers are, eight, or one.
@inline(__always) func forEachGroup(
  _ channels: Int, wide: (Int) -> Void, narrow: (Int) -> Void, single: (Int) -> Void
) {
  var c = 0
  while c &+ Wide.width <= channels {
    wide(c)
    c &+= Wide.width
  }
  if c &+ 8 <= channels {
    narrow(c)
    c &+= 8
  }
  while c < channels {
    single(c)
    c &+= 1
  }
}

/// Calls one of the four for every group of channels: four registers, one, eight floats, or one.
@inline(__always) func forEachSlab(
  _ channels: Int, slab: (Int) -> Void, wide: (Int) -> Void, narrow: (Int) -> Void,
  single: (Int) -> Void
) {
  var c = 0
  while c &+ 4 &* Wide.width <= channels {
    slab(c)
    c &+= 4 &* Wide.width
  }
  let first = c
  forEachGroup(channels &- first) {
    wide(first &+ $0)
  } narrow: {
    narrow(first &+ $0)
  } single: {
    single(first &+ $0)
  }
}

/// Calls with every group of channels of every row: `i` goes straight on.
@inline(__always) func forEachRowGroup(
  _ rows: Int, _ channels: Int, wide: (_ i: Int, _ c: Int) -> Void,
  narrow: (_ i: Int, _ c: Int) -> Void, single: (_ i: Int, _ c: Int) -> Void
) {
  var offset = 0
  for _ in 0..<rows {
    forEachGroup(channels) { c in
      wide(offset &+ c, c)
    } narrow: { c in
      narrow(offset &+ c, c)
    } single: { c in
      single(offset &+ c, c)
    }
    offset &+= channels
  }
}

/// Calls with ranges of rows that are summed together.
@inline(__always) func forEachBlock(_ rows: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  var start = 0
  while start < rows {
    let count = min(rowsOfSums, rows &- start)
    body(start, count)
    start &+= count
  }
}

/// Asks for four vectors, which are one line where they are single floats.
@inline(__always) func fetchFour(_ place: Input, _ width: Int) {
  prefetch(place)
  if width > 1 {
    prefetch(place + width)
    prefetch(place + 2 &* width)
    prefetch(place + 3 &* width)
  }
}

/// Adds sums of a block.
@inline(__always) func addDoubles(
  _ count: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>
) {
  for c in 0..<count { sums[c] += Double(x[c]) }
}

/// Work space for floats behind doubles.
@inline(__always) func floats(_ sums: UnsafeMutablePointer<Double>, after count: Int) -> Output {
  UnsafeMutableRawPointer(sums + count).assumingMemoryBound(to: Float.self)
}
