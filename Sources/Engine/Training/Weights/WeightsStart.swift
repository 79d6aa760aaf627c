/// Which file a network begins with, and how.
public struct WeightsChoice: Sendable, Hashable {
  /// Nil where only its digest is known, as in a record.
  public let path: String?
  /// SHA-256 of its bytes; empty where neither is known.
  public let digest: String
  public let rateFactor: Double
  let entry: String
  let prefix: String
  let normalization: NetworkWeights.Normalization

  /// Throws `DataError` where the file is absent, damaged or another than the digest says.
  public func open() throws -> NetworkWeights {
    guard let path else {
      throw DataError(
        "found no file of weights with the SHA-256 \(digest.prefix(10))…, which the cell begins with; name "
          + "it with --weights FILE")
    }
    return try NetworkWeights(
      path, digest: digest, entry: entry, prefix: prefix, normalization: normalization)
  }
}

/// ImageNet's weights, or those of a network that was trained here. What a cell begins with is what is in the file, whose digest
/// stands for it: where it lies is no part of the choice.
public struct WeightsStart: Start {
  public static let name = "weights"
  public static let summary =
    "The encoder as a file has it: torchvision's or timm's weights (.pth, .safetensors), or a file of bench export with its decoder; heads are drawn"

  /// The options that say which file: where it lies, and what is in it.
  public static let fileKey = "file"
  public static let digestKey = "sha256"

  private let choice: WeightsChoice

  public init(_ options: inout Options) throws {
    let path = try options.location(
      Self.fileKey, "the file; a relative path counts from the suite's folder")
    let said = try options.take(
      Self.digestKey, default: "", characters: 0...64,
      "digest of its bytes, which is filled in where the file is there; written out, the suite can be read without it"
    )
    guard said.isEmpty || Self.isDigest(said) else {
      throw OptionError(
        key: Self.digestKey,
        message:
          "found \(shortened(said)), expected 64 hexadecimal digits in lower case, as sha256sum prints"
      )
    }
    let rate = try options.take(
      "rate", default: 1.0, in: 0...1000,
      "what the learning rate of what is taken is multiplied by; 0 keeps it, and its running statistics alone go on"
    )
    let entry = try options.take(
      "entry", default: "",
      "the dictionary of tensors in the file, where it has several, such as model_ema; . for the outermost"
    )
    let prefix = try options.take(
      "prefix", default: "",
      "beginning of the names to take, such as \"backbone.\"; left out of them")
    let normalization = try options.take(
      "normalization", default: NetworkWeights.Normalization.file,
      "what images are: as the file says, or ImageNet's; imagenet; half: from −1 to 1; none: from 0 to 1"
    )
    let digest = try Self.digest(path, said)
    options.respell(Self.digestKey, .text(digest))
    // What is seldom said is spelled where it is.
    for (key, isStandard) in [
      ("entry", entry.isEmpty), ("prefix", prefix.isEmpty),
      ("normalization", normalization == .file),
    ] where isStandard {
      options.leaveOut(key)
    }
    choice = WeightsChoice(
      path: path, digest: digest, rateFactor: rate, entry: entry, prefix: prefix,
      normalization: normalization)
  }

  public var pretraining: Pretraining? { nil }
  public var weights: WeightsChoice? { choice }

  /// Of the file, held against what was said. Where both are known and the file cannot be opened, its reader says so in time.
  private static func digest(_ path: String?, _ said: String) throws -> String {
    guard let path else { return said }
    let found: String
    do { found = try WeightsFile.digest(of: path) } catch let error as DataError {
      guard said.isEmpty else { return said }
      throw OptionError(key: Self.fileKey, message: error.description)
    }
    guard said.isEmpty || said == found else {
      throw OptionError(
        key: Self.fileKey,
        message: "\(path): found the SHA-256 \(found.prefix(10))…, expected \(said.prefix(10))… "
          + "(sha256): it is another file")
    }
    return found
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
