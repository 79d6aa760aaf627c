import Foundation

/// Whole numbers in the bytes of a file, none of them read beyond its end.
struct StoredNumbers {
  let bytes: [UInt8]
  let isBigEndian: Bool

  /// Without a sign; at most four bytes. Nil where they are not all there.
  func number(at start: Int, bytes count: Int) -> Int? {
    guard start >= 0, start <= bytes.count - count else { return nil }
    var number = 0
    for place in 0..<count {
      number = number << 8 | Int(bytes[start + (isBigEndian ? place : count - 1 - place)])
    }
    return number
  }
}
