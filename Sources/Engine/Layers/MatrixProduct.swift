import COpenBLAS

/// C ← A B + beta C, row-major; `transposeA`/`transposeB` take the stored matrix as its transpose.
/// `rows` × `columns` is C's shape and `depth` the summed extent.
func multiplyMatrices(
  rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Float>, transposeA: Bool = false,
  _ b: UnsafePointer<Float>, transposeB: Bool = false, beta: Float = 0,
  _ c: UnsafeMutablePointer<Float>
) {
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    blasint(rows), blasint(columns), blasint(depth), 1, a,
    blasint(transposeA ? rows : depth), b, blasint(transposeB ? depth : columns), beta, c,
    blasint(columns))
}
