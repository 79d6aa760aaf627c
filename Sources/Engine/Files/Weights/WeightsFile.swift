import Foundation

/// Named tensors of a file: safetensors, or what `torch.save` writes (zip files since PyTorch 1.6, and the form before). What it is,
/// its bytes say and not its name. Nothing in a file is ever executed, and none can make this program take more memory than a
/// small multiple of its size.
public final class WeightsFile: Sendable {
  public let path: String
  /// In the order of the file; the prefix `module.` of DataParallel is left out.
  public let tensors: [StoredTensor]
  /// Texts of a safetensors file.
  public let metadata: [String: String]
  /// The dictionary that the tensors are members of: `state_dict`, or empty for the file's own.
  public let entry: String
  private let file: ReadableFile
  private let places: [String: Int]

  /// Throws `DataError`, which names the file.
  /// - Parameter entry: the dictionary, where there are several: keys with dots between them, or `.` for the outermost. Empty where
  ///   there is one.
  public init(_ path: String, entry: String = "") throws {
    self.path = path
    do {
      file = try ReadableFile(path)
      let contents = try WeightsKind(file).read(file, entry)
      (self.entry, metadata) = (contents.entry, contents.metadata)
      tensors = Self.withoutPrefix(contents.tensors)
    } catch let error as DataError {
      throw DataError("\(path): \(error.description)")
    }
    guard !tensors.isEmpty else {
      throw DataError("\(path): found no tensor, expected the weights of a network")
    }
    places = Dictionary(
      tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public subscript(name: String) -> StoredTensor? { places[name].map { tensors[$0] } }

  /// SHA-256 of the file's bytes. Throws `DataError`.
  public func digest() throws -> String { try named { try file.digest() } }

  /// SHA-256 of a file's bytes, whatever it holds. Throws `DataError`, which names the file.
  public static func digest(of path: String) throws -> String {
    do { return try ReadableFile(path).digest() } catch let error as DataError {
      throw DataError("\(path): \(error.description)")
    }
  }

  /// The values of one of its tensors, in the order of its indices, the last fastest. Throws `DataError`.
  public func values(of tensor: StoredTensor) throws -> [Float] {
    try named {
      guard let decode = tensor.type.decoder(swapped: tensor.isBigEndian) else {
        throw DataError(
          "\(shortened(tensor.name)) is of type \(tensor.type.rawValue), expected floats or whole "
            + "numbers; save it with .float()")
      }
      let (span, size) = (tensor.span, tensor.type.size)
      let first = tensor.storage.lowerBound + span.lowerBound * size
      let bytes = try file.bytes(first..<first + span.count * size)
      return bytes.withUnsafeBytes { raw in
        if tensor.isContiguous {
          return (0..<span.count).map { decode(raw, $0 * size) }
        }
        return Self.places(of: tensor).map { decode(raw, $0 * size) }
      }
    }
  }

  /// Where the values lie, from the first.
  private static func places(of tensor: StoredTensor) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(tensor.count)
    var index = Array(repeating: 0, count: tensor.shape.count)
    var place = 0
    for _ in 0..<tensor.count {
      places.append(place)
      for axis in index.indices.reversed() {
        index[axis] += 1
        place += tensor.strides[axis]
        if index[axis] < tensor.shape[axis] { break }
        place -= tensor.shape[axis] * tensor.strides[axis]
        index[axis] = 0
      }
    }
    return places
  }

  private func named<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DataError {
      throw DataError("\(path): \(error.description)")
    }
  }

  /// DataParallel and DistributedDataParallel put the network under `module`.
  private static func withoutPrefix(_ tensors: [StoredTensor]) -> [StoredTensor] {
    let prefix = "module."
    guard tensors.allSatisfy({ $0.name.hasPrefix(prefix) && $0.name.count > prefix.count }) else {
      return tensors
    }
    return tensors.map { $0.named(String($0.name.dropFirst(prefix.count))) }
  }
}

/// What was read of a file.
struct WeightsContents {
  let tensors: [StoredTensor]
  var entry = ""
  var metadata: [String: String] = [:]
}
