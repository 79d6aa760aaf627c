/// Whose kernels the dense products of a tape run on.
public enum ProductLibrary: Sendable, Hashable {
  /// Ours: the same bits on every machine of one arithmetic.
  case own
  /// OpenBLAS's: bits depend on its version and on the kernel that it chooses for the processor.
  case openblas
}
