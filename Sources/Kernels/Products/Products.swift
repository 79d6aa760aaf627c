import KernelTable

/// Packs B [depth, columns], or its transpose where it is stored as [columns, depth], in panels.
func packFactor(_ depth: Int, _ columns: Int, _ transposed: Bool, _ b: Input, _ packed: Output) {
  forEachPanel(panelColumns(columns)) { start, width in
    let valid = min(width, columns &- start)
    let target = packed + start &* depth
    if transposed {
      transpose(valid, depth, b + start &* depth, depth, target, width)
      for row in 0..<depth { clear(width &- valid, target + row &* width + valid) }
    } else {
      for row in 0..<depth {
        copy(valid, b + row &* columns + start, target + row &* width)
        clear(width &- valid, target + row &* width + valid)
      }
    }
  }
}

/// C [rows, columns] of the rows `rows` = A [rows, depth] B. A's rows are read where they lie; `scratch` is the calling thread's.
func product(
  _ rows: Range<Int>, _ columns: Int, _ depth: Int, _ a: Input, _ packed: Input, _ before: Before,
  _ c: Output, _ scratch: Output
) {
  let edge = scratch
  let tail = scratch + 12 &* 32
  // As many rows as stay in the first-level cache's neighbour while a panel goes by; a little more than a power of two of them, for
  // that many come at a time.
  let step = ((1 << 16) / max(depth, 1) &+ 22) / 12 &* 12
  var start = rows.lowerBound
  while start < rows.upperBound {
    let end = min(start &+ step, rows.upperBound)
    forEachPanel(panelColumns(columns)) { column, width in
      let panel = packed + column &* depth
      let valid = min(width, columns &- column)
      var row = start
      while row < end {
        let count = min(tileRows(width), end &- row)
        var left = rowsOf(a + row &* depth, depth: depth)
        if count < tileRows(width) {
          copy(count &* depth, left.values, tail)
          clear((12 &- count) &* depth, tail + count &* depth)
          left.values = Input(tail)
        }
        let target = c + row &* columns + column
        // Rows of A are read for the first time with the first panel. Rows of C lie apart where there are several.
        let soon: Stretch =
          column == 0
          ? (place: a + (row &+ count) &* depth, size: 0, step: tileRows(width)) : nothing(panel)
        if width < columns {
          fetchTile(tileRows(width), width, target + tileRows(width) &* columns, columns)
        }
        if count == tileRows(width) && valid == width {
          tile(width, left, panel, width, target, columns, soon, before: before)
        } else if before == .continued {
          takeTile(count, valid, target, columns, edge, width)
          tile(width, left, panel, width, edge, width, soon, before: before)
          moveTile(count, valid, edge, width, false, target, columns)
        } else {
          tile(width, left, panel, width, edge, width, soon)
          moveTile(count, valid, edge, width, before == .added, target, columns)
        }
        row &+= count
      }
    }
    start = end
  }
}

/// C [rows, columns] of the rows `rows` += Aᵀ B, A [depth, total rows] and B [depth, columns] lying row by row. Reads up to 31 floats
/// behind the last row of A and of B. `scratch` is the calling thread's.
func outerProduct(
  _ rows: Range<Int>, _ totalRows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
  _ c: Output, _ scratch: Output
) {
  var start = 0
  while start < depth {
    let count = min(outerProductChain, depth &- start)
    let left = a + start &* totalRows
    let right = b + start &* columns
    let next = min(outerProductChain, depth &- start &- count)
    var ahead = chainsAhead(
      rows.count, columns, next, left + count &* totalRows, totalRows, right + count &* columns)
    if count <= shallow || totalRows &* columns <= narrow {
      addOuter(rows, columns, count, left, totalRows, right, columns, c, scratch, fetching: &ahead)
    } else {
      addPackedOuterProduct(
        rows: rows.count, columns: columns, depth: count, left + rows.lowerBound, totalRows, right,
        columns, c + rows.lowerBound &* columns, columns, scratch, fetching: &ahead)
    }
    start &+= count
  }
}

/// What the tiles of a chain fetch for the next: `links` rows of A, `aStride` apart, then of B.
@inline(__always) private func chainsAhead(
  _ rows: Int, _ columns: Int, _ links: Int, _ a: Input, _ aStride: Int, _ b: Input
) -> Ahead {
  guard links > 0 else { return only(nothing(a)) }
  let tiles = outerTiles(rows, columns)
  let first = max(1, tiles &* aStride / (aStride &+ columns))
  return (
    now: stretch(a, links &* aStride, tiles: first, links: links),
    then: stretch(b, links &* columns, tiles: tiles &- first, links: links), tiles: first
  )
}

/// Up to so many rows of A and B are not worth packing.
private let shallow = 64

/// Nor are they where a result has so few values that both are fetched while it is computed.
private let narrow = 1 << 14

/// The same for few rows, A's `aStride` apart; whole tiles where they fit, and one aside where they do not.
@inline(__always) func addOuter(
  _ rows: Range<Int>, _ columns: Int, _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input,
  _ bStride: Int, _ c: Output, _ scratch: Output, fetching ahead: inout Ahead
) {
  let whole = rows.count / 8 &* 8
  let wholeColumns = columns / 8 &* 8
  addShallowOuterProduct(
    rows: whole, columns: wholeColumns, depth: depth, a + rows.lowerBound, aStride, b, bStride,
    c + rows.lowerBound &* columns, columns, fetching: &ahead)
  func aside(_ row: Int, _ rowCount: Int, _ column: Int, _ columnCount: Int) {
    let width = panelColumns(columnCount)
    clear(8 &* width, scratch)
    addShallowOuterProduct(
      rows: 8, columns: width, depth: depth, a + row, aStride, b + column, bStride, scratch, width,
      fetching: &ahead)
    moveTile(
      rowCount, columnCount, scratch, width, true, c + row &* columns + column, columns)
  }
  if wholeColumns < columns {
    var row = rows.lowerBound
    while row < rows.upperBound {
      aside(row, min(8, rows.upperBound &- row), wholeColumns, columns &- wholeColumns)
      row &+= 8
    }
  }
  if whole < rows.count {
    var column = 0
    while column < wholeColumns {
      let count = min(32, wholeColumns &- column)
      aside(rows.lowerBound &+ whole, rows.count &- whole, column, count)
      column &+= count
    }
  }
}

/// Copies `rows` × `columns` values into a tile of a panel's `width`; what is beside them is zero.
@inline(__always) private func takeTile(
  _ rows: Int, _ columns: Int, _ c: Input, _ cStride: Int, _ tile: Output, _ width: Int
) {
  clear(tileRows(width) &* width, tile)
  for row in 0..<rows { copy(columns, c + row &* cStride, tile + row &* width) }
}

/// Copies or adds `rows` × `columns` values of a tile to their place. Up to 7 values behind a row are read and written back, but none
/// behind the last row: they may be another thread's.
@inline(__always) func moveTile(
  _ rows: Int, _ columns: Int, _ tile: Input, _ width: Int, _ adds: Bool, _ c: Output,
  _ cStride: Int
) {
  let whole = columns / 8 &* 8
  let isOwn: SIMDMask<SIMD8<Int32>> =
    SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) .< SIMD8<Int32>(repeating: Int32(columns &- whole))
  let end = c + (rows &- 1) &* cStride + columns
  for row in 0..<rows {
    let source = tile + row &* width
    let target = c + row &* cStride
    if whole == columns || target + whole + 8 > end {
      if adds { add(columns, target, source, target) } else { copy(columns, source, target) }
      continue
    }
    if adds { add(whole, target, source, target) } else { copy(whole, source, target) }
    let before = load(target + whole)
    let value = adds ? before + load(source + whole) : load(source + whole)
    store(before.replacing(with: value, where: isOwn), target + whole)
  }
}
