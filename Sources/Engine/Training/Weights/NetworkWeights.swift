import Foundation

/// Weights of a file as a network may begin with them: its tensors by name, and what its images are to be.
public struct NetworkWeights: Sendable {
  let file: WeightsFile
  /// Without the prefix that was named.
  let tensors: [StoredTensor]
  private let places: [String: Int]
  public let normalization: InputNormalization?
  /// Whether `bench export` wrote it.
  let isExport: Bool

  /// What images are to a network that begins with a file.
  public enum Normalization: String, CaseIterable, Sendable {
    /// As an export says; ImageNet's where the file says nothing.
    case file
    case imagenet
    /// From −1 to 1.
    case half
    /// Colours from 0 to 1, as networks see them that begin from scratch.
    case none
  }

  /// Throws `DataError`.
  /// - Parameters:
  ///   - digest: the SHA-256 that the file must have; nil for any.
  ///   - entry: the dictionary to take of several.
  ///   - prefix: of the names to take.
  public init(
    _ path: String, digest: String? = nil, entry: String = "", prefix: String = "",
    normalization: Normalization = .file
  ) throws {
    file = try WeightsFile(path, entry: entry)
    if let digest {
      let found = try file.digest()
      guard found == digest else {
        throw DataError(
          "\(path): found the SHA-256 \(found.prefix(10))…, expected \(digest.prefix(10))…: it is another "
            + "file, which would give another outcome")
      }
    }
    tensors = file.tensors.compactMap { tensor in
      tensor.name.hasPrefix(prefix) && tensor.name.count > prefix.count
        ? tensor.named(String(tensor.name.dropFirst(prefix.count))) : nil
    }
    guard !tensors.isEmpty else {
      throw DataError(
        "\(path): found no name that begins with \(shortened(prefix)), but "
          + file.tensors.prefix(3).map { shortened($0.name) }.joined(separator: ", "))
    }
    places = Dictionary(
      tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    isExport = file.metadata[NetworkExport.formatKey] == NetworkExport.format
    switch normalization {
    case .imagenet: self.normalization = .imageNet
    case .half: self.normalization = .half
    case .none: self.normalization = nil
    case .file:
      self.normalization =
        isExport ? try NetworkExport.normalization(file) : .imageNet
    }
  }

  subscript(name: String) -> StoredTensor? { places[name].map { tensors[$0] } }

  /// What another network takes of it. Throws `DataError` where it does not fit, or has values that no network can have.
  /// - Parameters:
  ///   - readsValues: whether values are looked through too.
  ///   - checked: names of the tensors whose values were looked through already.
  /// - Returns: what a person should know, as sentences.
  public func check(
    _ parts: NetworkParts, architecture: any Architecture, weighting: any Weighting,
    readsValues: Bool = true, checked: inout Set<String>
  ) throws -> [String] {
    let network = BuiltNetwork(parts, architecture: architecture, weighting: weighting)
    let taken = try TakenWeights(self, network.layout, parts.backbone)
    for (own, stored) in taken.tensors
    where readsValues && checked.insert(stored.name).inserted {
      _ = try values(of: stored, for: own)
    }
    return taken.remarks
  }
}
