import CCrypto
import Foundation

/// SHA-256 (FIPS 180-4) of bytes that come in parts.
public final class SHA256 {
  private let context: OpaquePointer

  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("the system's libcrypto offers no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  public func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1,
      "no more can be added to a finished digest")
  }

  public func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// 64 lower-case hexadecimal digits; no more can be added after.
  public func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(
      EVP_DigestFinal_ex(context, &digest, nil) == 1, "a digest is finished once")
    return hexadecimal(digest)
  }
}

/// SHA-256 of these bytes, as `SHA256` spells it.
public func sha256(_ bytes: some ContiguousBytes) -> String {
  let hash = SHA256()
  bytes.withUnsafeBytes(hash.update)
  return hash.finish()
}

/// SHA-256 of a text's UTF-8 bytes.
public func sha256(_ text: String) -> String {
  let hash = SHA256()
  hash.update(text)
  return hash.finish()
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
