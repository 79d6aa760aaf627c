import CCrypto
import Foundation

/// SHA-256 (FIPS 180-4), as 64 lower-case hexadecimal digits.
public func sha256(_ bytes: some ContiguousBytes) -> String {
  var digest = [UInt8](repeating: 0, count: 32)
  var length = 0
  let done = bytes.withUnsafeBytes { buffer in
    EVP_Q_digest(nil, "SHA256", nil, buffer.baseAddress, buffer.count, &digest, &length)
  }
  precondition(done == 1 && length == 32, "the system's libcrypto offers no SHA-256")
  let hex = Array("0123456789abcdef".utf8)
  return String(
    decoding: digest.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self)
}

public func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }
