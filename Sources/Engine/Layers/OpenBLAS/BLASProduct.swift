import COpenBLAS

/// Products with one right factor w [depth, columns] by `cblas_sgemm`, on the calling thread.
struct BLASProduct {
  let depth: Int
  let columns: Int

  init(depth: Int, columns: Int) {
    OpenBLAS.useOneThread()
    self.depth = depth
    self.columns = columns
  }

  /// y [rows, columns] = x [rows, depth] w
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(depth),
      1, x, blasint(depth), w, blasint(columns), 0, y, blasint(columns))
  }

  /// dx [rows, depth] = dy [rows, columns] wᵀ, or that added.
  func multiplyTransposed(
    rows: Int, _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, added: Bool,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(depth), blasint(columns),
      1, dy, blasint(columns), w, blasint(columns), added ? 1 : 0, dx, blasint(depth))
  }

  /// Rows `inputs` of dw [depth, columns] += xᵀ dy.
  func addGradient(
    rows: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, inputs: Range<Int>,
    _ dw: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, blasint(inputs.count), blasint(columns),
      blasint(rows), 1, x + inputs.lowerBound, blasint(depth), dy, blasint(columns), 1,
      dw + inputs.lowerBound * columns, blasint(columns))
  }
}
