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

/// The same with rows of B `bStride` apart; the chains go on from what C holds where `continues`.
@inline(__always) func tile(
  _ width: Int, _ a: LeftFactor, _ panel: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  _ ahead: Stretch, continues: Bool = false
) {
  #if KERNEL_512
    if width == 32 {
      tile12x2(SIMD16<Float>.self, a, panel, bStride, c, cStride, ahead, continues: continues)
    } else if width == 16 && a.stride == 16 && a.runs == 1 {
      // At a stride that the compiler knows, rows need no addresses of their own.
      let left: LeftFactor = (values: a.values, stride: 16, depth: a.depth, runs: 1, runStride: 0)
      tile12x1(SIMD16<Float>.self, left, panel, bStride, c, cStride, ahead, continues: continues)
    } else if width == 16 {
      tile12x1(SIMD16<Float>.self, a, panel, bStride, c, cStride, ahead, continues: continues)
    } else {
      tile12x1(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, continues: continues)
    }
  #else
    if width == 16 {
      tile6x2(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, continues: continues)
    } else {
      tile12x1(SIMD8<Float>.self, a, panel, bStride, c, cStride, ahead, continues: continues)
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
