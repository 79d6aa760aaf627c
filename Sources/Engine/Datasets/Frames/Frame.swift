/// One frame, upright and at the data set's size, with what is known of it.
public struct Frame: Sendable, Hashable {
  /// [H, W, 3], 0…1.
  public var image: FrameValues
  /// By task name: segmentation [H, W] class index, −1 void; depth [H, W] in metres, 0 missing; normals
  /// [H, W, 3] unit vectors, 0 missing; of the image as a whole age in years, gender 0 or 1 and race, a
  /// class index, −1 missing.
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

/// The types in which numbers of frames are kept, by their names in safetensors files.
enum FrameValueKind: String, Sendable {
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
