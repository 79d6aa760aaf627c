/// A tensor of a file: its name, type and shape, and where its values lie. Reading them is another matter (`WeightsFile.values`).
public struct StoredTensor: Sendable {
  public let name: String
  public let type: TensorType
  public let shape: [Int]
  /// The bytes of the storage that it looks at, in the file. Several tensors may look at one.
  let storage: Range<Int>
  let isBigEndian: Bool
  /// In values, from the storage's beginning.
  let offset: Int
  /// Values from an index to the next, by axis.
  let strides: [Int]

  public var count: Int { shape.reduce(1, *) }

  /// Of the axes of a tensor whose values lie one behind the other, the last index fastest.
  static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= max(shape[axis], 1)
    }
    return strides
  }

  /// Whether its values lie one behind the other. Strides of axes with one index mean nothing.
  var isContiguous: Bool {
    zip(shape, zip(strides, Self.contiguousStrides(shape))).allSatisfy { extent, strides in
      extent == 1 || strides.0 == strides.1
    }
  }

  /// The values that it looks at, from the first to the last, by their places in the storage. Empty where it has none.
  var span: Range<Int> {
    if shape.contains(0) { return offset..<offset }
    let last = zip(shape, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
    return offset..<last + 1
  }

  /// Nil where indices leave the storage, or where the tensor has more values than the storage.
  init?(
    name: String, type: TensorType, shape: [Int], strides: [Int], offset: Int,
    storage: Range<Int>, isBigEndian: Bool = false
  ) {
    guard Self.fits(shape, strides, offset, in: storage.count / type.size) else { return nil }
    self.name = name
    self.type = type
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.storage = storage
    self.isBigEndian = isBigEndian
  }

  /// Whether a tensor lies inside of a storage of so many values. Views that repeat values are refused where they have more than
  /// the storage: their memory would not be bounded by the file's size.
  static func fits(_ shape: [Int], _ strides: [Int], _ offset: Int, in count: Int) -> Bool {
    guard shape.count == strides.count, shape.count <= 64, 0 <= offset, offset <= count,
      shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { return false }
    if shape.contains(0) { return true }
    var (values, last) = (1, offset)
    for (extent, stride) in zip(shape, strides) {
      let (product, tooMany) = values.multipliedReportingOverflow(by: extent)
      let (step, tooFar) = stride.multipliedReportingOverflow(by: extent - 1)
      guard !tooMany, product <= count, !tooFar, step <= count - last else { return false }
      (values, last) = (product, last + step)
    }
    return last < count
  }
}

extension StoredTensor {
  /// `3×64×7×7`; `scalar` without axes.
  public var extent: String { Self.extent(shape) }

  static func extent(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// Under another name.
  func named(_ name: String) -> StoredTensor { StoredTensor(self, name) }

  private init(_ other: StoredTensor, _ name: String) {
    self.name = name
    (type, shape, strides, offset) = (other.type, other.shape, other.strides, other.offset)
    (storage, isBigEndian) = (other.storage, other.isBigEndian)
  }
}
