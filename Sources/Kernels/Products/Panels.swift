import KernelTable

// The right factor of a product is packed in panels of 32 columns (16 without AVX-512), then one of 16 and one of 8 for
// what is left; the last is filled up with zeros. Panel after panel, each [depth, width].

#if KERNEL_512
  @inline(__always) var widest: Int { 32 }
#else
  @inline(__always) var widest: Int { 16 }
#endif

/// `columns` rounded up to what the panels hold.
@inline(__always) func panelColumns(_ columns: Int) -> Int { (columns &+ 7) / 8 &* 8 }

/// Calls `body` with the first column and the width of every panel of `columns` columns, a multiple of 8, from `first` on:
/// a multiple of 32.
@inline(__always) func forEachPanel(
  _ columns: Int, from first: Int = 0, _ body: (_ start: Int, _ width: Int) -> Void
) {
  var start = first
  while start < columns {
    let left = columns &- start
    let width = left >= widest ? widest : left >= 16 ? 16 : 8
    body(start, width)
    start &+= width
  }
}

/// Rows that a tile of a panel of this width takes.
@inline(__always) func tileRows(_ width: Int) -> Int {
  #if KERNEL_512
    12
  #else
    width == 16 ? 6 : 12
  #endif
}

/// One tile: C [tileRows(width), width] = A B; rows of the panel lie one after the other.
@inline(__always) func tile(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ c: Output, _ cStride: Int
) {
  tile(width, a, panel, width, c, cStride, nothing(panel))
}

/// The same with rows of B `bStride` apart. At a stride that the compiler
/// knows, rows need no addresses of their own: computing them would limit a tile.
@inline(__always) func tile(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, before: Before = .replaced
) {
  guard a.runs == 1 else {
    return a.stride == 3
      ? tileOfColours(width, a, panel, bStride, c, cStride, ahead, before)
      : tileOfAnyStride(width, a, panel, bStride, c, cStride, ahead, before)
  }
  switch a.stride {
  case 16: registerTile(width, at(a, 16), panel, bStride, c, cStride, ahead, before)
  case 32: tileOf32(width, a, panel, bStride, c, cStride, ahead, before)
  case 64: tileOf64(width, a, panel, bStride, c, cStride, ahead, before)
  case 128: tileOf128(width, a, panel, bStride, c, cStride, ahead, before)
  case 256: tileOf256(width, a, panel, bStride, c, cStride, ahead, before)
  case 512: tileOf512(width, a, panel, bStride, c, cStride, ahead, before)
  default: tileOfAnyStride(width, a, panel, bStride, c, cStride, ahead, before)
  }
}

@inline(__always) private func at(_ a: LeftFactor, _ stride: Int) -> LeftFactor {
  (values: a.values, stride: stride, depth: a.depth, runs: 1, runStride: 0)
}

// Functions of their own: of one that branches, the compiler would make one body for all strides again.

@inline(never) private func tileOf32(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, at(a, 32), panel, bStride, c, cStride, ahead, before)
}

@inline(never) private func tileOf64(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, at(a, 64), panel, bStride, c, cStride, ahead, before)
}

@inline(never) private func tileOf128(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, at(a, 128), panel, bStride, c, cStride, ahead, before)
}

@inline(never) private func tileOf256(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, at(a, 256), panel, bStride, c, cStride, ahead, before)
}

@inline(never) private func tileOf512(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, at(a, 512), panel, bStride, c, cStride, ahead, before)
}

/// Windows of neighbouring pixels of three channels.
@inline(never) private func tileOfColours(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  let windows: LeftFactor = (
    values: a.values, stride: 3, depth: a.depth, runs: a.runs, runStride: a.runStride
  )
  registerTile(width, windows, panel, bStride, c, cStride, ahead, before)
}

@inline(never) private func tileOfAnyStride(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  registerTile(width, a, panel, bStride, c, cStride, ahead, before)
}

@inline(__always) private func registerTile(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, _ before: Before
) {
  #if KERNEL_512
    if width == 32 {
      tile12x2(SIMD16<Float>.self, a, panel, bStride, c, cStride, ahead, before: before)
    } else if width == 16 {
      tile12x1(SIMD16<Float>.self, a, panel, bStride, c, cStride, ahead, before: before)
    } else {
      tile12x1(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, before: before)
    }
  #else
    if width == 16 {
      tile6x2(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, before: before)
    } else {
      tile12x1(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, before: before)
    }
  #endif
}

/// C [rows, columns] = A B for rows a multiple of 12 and columns of 8.
@inline(__always) func wholeTiles(
  rows: Int, columns: Int, _ a: LeftFactor, _ panels: Input, _ c: Output, _ cStride: Int,
  fetching ahead: inout Ahead
) {
  let depth = a.runs &* a.depth
  forEachPanel(columns) { start, width in
    var row = 0
    var left = a
    while row < rows {
      left.values = a.values + row &* a.stride
      // Where rows are long, the next of them first: they are not in the second-level cache any more.
      let soon =
        start == 0 && depth >= 512
        ? (place: left.values + tileRows(width) &* left.stride, size: 0, step: tileRows(width))
        : ahead.now
      tile(
        width, left, panels + start &* depth, width, c + row &* cStride + start, cStride, soon)
      pass(&ahead)
      row &+= tileRows(width)
    }
  }
}
