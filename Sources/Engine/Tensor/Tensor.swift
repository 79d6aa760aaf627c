/// 32-bit floats in one aligned block, row-major; images as [N, H, W, C]. A reference: copies share the values.
/// A class around a bare pointer, because subscripts of arrays held by classes cost 20 times as much.
public final class Tensor: @unchecked Sendable {
  public let shape: [Int]
  public let count: Int
  /// 64-byte aligned; `slack` zeros follow the values.
  public let data: UnsafeMutablePointer<Float>

  /// Kernels load whole vectors: what lies behind the last value may be read, and is never used.
  static let slack = 32

  /// Zeros.
  public init(_ shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "a tensor's extents are not negative: \(shape)")
    self.shape = shape
    count = shape.reduce(1, *)
    data = UnsafeMutableRawPointer.allocate(byteCount: (count + Self.slack) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: count + Self.slack)
    data.initialize(repeating: 0, count: count + Self.slack)
  }

  public convenience init(_ shape: [Int], _ values: [Float]) {
    self.init(shape)
    precondition(values.count == count, "\(values.count) values do not fill \(shape)")
    for index in values.indices { data[index] = values[index] }
  }

  deinit { UnsafeMutableRawPointer(data).deallocate() }

  /// A copy, for tests and for what is not on a hot path.
  public var values: [Float] { Array(UnsafeBufferPointer(start: data, count: count)) }

  /// The start of row `index` of the first axis.
  public func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition(index >= 0 && index < shape[0], "row \(index) of \(shape)")
    return data + index * (count / shape[0])
  }
}
