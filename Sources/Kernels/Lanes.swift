import CIntrinsics
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
  static func / (a: Self, b: Self) -> Self
  /// Square root: all lanes at once, where `squareRoot()` of a vector goes lane by lane.
  func root() -> Self
  /// `floor` where the value is below it.
  func raised(to floor: Self) -> Self
  /// `ceiling` where the value is above it.
  func lowered(to ceiling: Self) -> Self
  /// Times two as often as the low bits of `times` say.
  func doubled(times: Self) -> Self
  /// Zero where `y` is not above `floor`.
  func kept(where y: Self, above floor: Self) -> Self
  subscript(lane: Int) -> Float { get }
}

extension SIMD8<Float>: Lanes {
  @inline(__always) static var width: Int { 8 }
  @inline(__always) func root() -> Self { squareRoots8(self) }
  @inline(__always) func lowered(to ceiling: Self) -> Self {
    replacing(with: ceiling, where: self .> ceiling)
  }
  @inline(__always) func doubled(times: Self) -> Self {
    typealias Bits = SIMD8<Int32>
    let exponent = unsafeBitCast(times, to: Bits.self) &<< Bits(repeating: 23)
    return unsafeBitCast(unsafeBitCast(self, to: Bits.self) &+ exponent, to: Self.self)
  }
  @inline(__always) func raised(to floor: Self) -> Self {
    replacing(with: floor, where: self .< floor)
  }
  @inline(__always) func kept(where y: Self, above floor: Self) -> Self {
    Self(repeating: 0).replacing(with: self, where: y .> floor)
  }
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
  @inline(__always) func root() -> Self { squareRoots16(self) }
  @inline(__always) func lowered(to ceiling: Self) -> Self {
    replacing(with: ceiling, where: self .> ceiling)
  }
  @inline(__always) func doubled(times: Self) -> Self {
    typealias Bits = SIMD16<Int32>
    let exponent = unsafeBitCast(times, to: Bits.self) &<< Bits(repeating: 23)
    return unsafeBitCast(unsafeBitCast(self, to: Bits.self) &+ exponent, to: Self.self)
  }
  @inline(__always) func raised(to floor: Self) -> Self {
    replacing(with: floor, where: self .< floor)
  }
  @inline(__always) func kept(where y: Self, above floor: Self) -> Self {
    Self(repeating: 0).replacing(with: self, where: y .> floor)
  }
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

/// One float, for what is left of a count that is no multiple of eight.
extension Float: Lanes {
  @inline(__always) init(repeating value: Float) { self = value }
  @inline(__always) static var width: Int { 1 }
  @inline(__always) func root() -> Float { squareRoot() }
  @inline(__always) func lowered(to ceiling: Float) -> Float { self > ceiling ? ceiling : self }
  @inline(__always) func doubled(times: Float) -> Float {
    Float(bitPattern: bitPattern &+ times.bitPattern &<< 23)
  }
  @inline(__always) static func load(_ p: UnsafePointer<Float>) -> Float { p[0] }
  @inline(__always) func store(_ p: UnsafeMutablePointer<Float>) { p[0] = self }
  @inline(__always) static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float {
    #if KERNEL_FMA
      c.addingProduct(a, b)
    #else
      c + a * b
    #endif
  }
  @inline(__always) func raised(to floor: Float) -> Float { self < floor ? floor : self }
  @inline(__always) func kept(where y: Float, above floor: Float) -> Float { y > floor ? self : 0 }
  @inline(__always) subscript(lane: Int) -> Float { self }
}

#if KERNEL_512
  /// The widest register.
  typealias Wide = SIMD16<Float>
#else
  typealias Wide = SIMD8<Float>
#endif
