/// One frame, upright and at the data set's size, with what is known of it.
public struct Frame: Sendable, Hashable {
  /// [H, W, 3], 0…1.
  public var image: FrameValues
  /// By task name, as the task documents it. A task that is not named has no label here.
  public var labels: [String: FrameValues]

  public init(image: FrameValues, labels: [String: FrameValues]) {
    self.image = image
    self.labels = labels
  }
}

/// Numbers of a frame as they are kept: they become floats when a batch is made.
public enum FrameValues: Sendable, Hashable {
  /// Of an image of 8 bits: k stands for k / 255.
  case pixels([UInt8])
  /// Class indices.
  case indices([Int16])
  case floats([Float])

  /// Numbers as `copy` gives them, in the type in which they are kept: shares of 255 and indices are rounded.
  init(_ numbers: [Float], as kind: FrameValueKind) {
    switch kind {
    case .pixels: self = .pixels(numbers.map { UInt8((min(max($0, 0), 1) * 255).rounded()) })
    case .indices: self = .indices(numbers.map { Int16($0.rounded()) })
    case .floats: self = .floats(numbers)
    }
  }

  public var count: Int {
    switch self {
    case .pixels(let values): values.count
    case .indices(let values): values.count
    case .floats(let values): values.count
    }
  }

  /// In which type they are kept.
  var kind: FrameValueKind {
    switch self {
    case .pixels: .pixels
    case .indices: .indices
    case .floats: .floats
    }
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch self {
    case .pixels(let values): try values.withUnsafeBytes(body)
    case .indices(let values): try values.withUnsafeBytes(body)
    case .floats(let values): try values.withUnsafeBytes(body)
    }
  }

  /// As floats.
  func copy(to target: UnsafeMutablePointer<Float>) {
    withBytes { kind.copy($0, to: target) }
  }
}

/// How a data set gives its labels of one task.
public struct LabelLayout: Sendable, Hashable {
  public let kind: FrameValueKind
  /// Numbers of a label, or the most that one has.
  public let count: Int
  /// Whether labels of different frames have different numbers of numbers, as lists of objects have.
  public let isRagged: Bool

  public init(_ kind: FrameValueKind, count: Int, isRagged: Bool = false) {
    self.kind = kind
    self.count = count
    self.isRagged = isRagged
  }

  func fits(_ values: FrameValues) -> Bool {
    values.kind == kind && (isRagged ? values.count <= count : values.count == count)
  }
}

/// The types in which numbers of frames are kept, by their names in safetensors files.
public enum FrameValueKind: String, Sendable {
  case pixels = "U8"
  case indices = "I16"
  case floats = "F32"

  var bytes: Int {
    switch self {
    case .pixels: 1
    case .indices: 2
    case .floats: 4
    }
  }

  /// Little-endian, as every machine is that this runs on.
  func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<Float>) {
    guard !source.isEmpty else { return }
    switch self {
    case .pixels:
      for (index, value) in source.enumerated() { target[index] = Self.shares[Int(value)] }
    case .indices:
      for (index, value) in source.bindMemory(to: Int16.self).enumerated() {
        target[index] = Float(value)
      }
    case .floats:
      UnsafeMutableRawPointer(target).copyMemory(
        from: source.baseAddress!, byteCount: source.count)
    }
  }

  /// k / 255
  private static let shares = (0..<256).map { Float($0) / 255 }
}
