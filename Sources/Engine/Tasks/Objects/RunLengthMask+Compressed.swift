extension RunLengthMask {
  /// From COCO's text: six bits in a character from `0` on, of which five are of a number, the lowest first, and one says that
  /// more follow; the sign is the last one's highest bit. From the fourth number on it is the difference to the one before the last.
  init(compressed text: some StringProtocol, size: ImageSize) throws(Flaw) {
    var runs: [Int] = []
    var (number, shift) = (0, 0)
    for byte in text.utf8 {
      guard 48..<112 ~= byte else {
        throw Flaw(
          found: "the character \(shortened(String(UnicodeScalar(byte)))) in a compressed mask",
          expected: "those from 0 to o")
      }
      let bits = Int(byte) - 48
      // No run is longer than an image.
      guard shift < 40 else { throw Self.sum(size) }
      number |= (bits & 0x1F) << shift
      shift += 5
      if bits & 0x20 != 0 { continue }
      if bits & 0x10 != 0 { number |= -1 << shift }
      let run = runs.count > 2 ? number + runs[runs.count - 2] : number
      guard (0...size.height * size.width).contains(run) else { throw Self.sum(size) }
      runs.append(run)
      (number, shift) = (0, 0)
    }
    guard shift == 0 else {
      throw Flaw(found: "a compressed mask that is cut off", expected: "all of it")
    }
    try self.init(checked: runs, size: size)
  }

  init(checked runs: [Int], size: ImageSize) throws(Flaw) {
    guard let mask = RunLengthMask(size: size, runs: runs) else { throw Self.sum(size) }
    self = mask
  }

  private static func sum(_ size: ImageSize) -> Flaw {
    Flaw(
      found: "runs that do not fill the mask",
      expected: "counts of 0 or more whose sum is \(size.height)×\(size.width)")
  }
}
