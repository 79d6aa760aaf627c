import KernelTable

/// A vector register's floats. Kernels written over it compile for eight and for sixteen; operators resolve to the
/// concrete vector's, for those that the standard library has for any `SIMD` go lane by lane.
protocol Lanes {
  static var width: Int { get }
  init(repeating: Float)
  static func load(_ p: UnsafePointer<Float>) -> Self
  func store(_ p: UnsafeMutablePointer<Float>)
  /// a b + c
  static func fused(_ a: Self, _ b: Self, _ c: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
}

extension SIMD8<Float>: Lanes {
  @inline(__always) static var width: Int { 8 }
  @inline(__always) static func load(_ p: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(p).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(_ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) static func fused(_ a: Self, _ b: Self, _ c: Self) -> Self {
    #if KERNEL_FMA
      c.addingProduct(a, b)
    #else
      c + a * b
    #endif
  }
}

extension SIMD16<Float>: Lanes {
  @inline(__always) static var width: Int { 16 }
  @inline(__always) static func load(_ p: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(p).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(_ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) static func fused(_ a: Self, _ b: Self, _ c: Self) -> Self {
    #if KERNEL_FMA
      c.addingProduct(a, b)
    #else
      c + a * b
    #endif
  }
}

#if KERNEL_512
  /// The widest register.
  typealias Wide = SIMD16<Float>
#else
  typealias Wide = SIMD8<Float>
#endif
