import Foundation

/// A picture in one of Netpbm's formats P1 to P6: bitmaps, grey values and colours, as text or as bytes
/// (netpbm.sourceforge.net/doc, pbm, pgm and ppm). One picture in a file.
struct PNM {
  private enum Kind: Int { case bitmap, grey, colour }

  private let path: String
  private let file: Data
  private let kind: Kind
  private let isText: Bool
  private let size: ImageSize
  /// The value of white.
  private let largest: Int
  /// Stands where the pixels begin.
  private let pixels: Scanner

  /// P and a digit could begin a text too; in a picture a blank or a comment follows.
  static func begins(_ bytes: Data) -> Bool {
    let start = [UInt8](bytes.prefix(3))
    return start.count == 3 && start[0] == UInt8(ascii: "P")
      && (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(start[1])
      && (Scanner.isBlank(start[2]) || start[2] == UInt8(ascii: "#"))
  }

  /// Reads the header; `bytes` begin as `begins` says. Throws `DataError`.
  init(_ bytes: Data, _ path: String) throws {
    var scanner = Scanner(bytes: [UInt8](bytes), place: 2)
    let number = Int(scanner.bytes[1] - UInt8(ascii: "1"))
    func next(_ what: String, _ range: ClosedRange<Int>) throws -> Int {
      guard let found = scanner.number(), range.contains(found) else {
        throw Raster.unreadable(
          path, bytes, .pnm,
          "expected its \(what), \(range.lowerBound) to \(range.upperBound), in its header")
      }
      return found
    }
    let sides = 1...Int(Int32.max)
    let width = try next("width", sides)
    size = ImageSize(height: try next("height", sides), width: width)
    kind = Kind(rawValue: number % 3)!
    isText = number < 3
    largest = kind == .bitmap ? 1 : try next("largest value", 1...65535)
    self.path = path
    file = bytes
    pixels = try Self.behindHeader(scanner, isText, bytes, path)
  }

  var header: PictureHeader {
    PictureHeader(
      format: .pnm, stored: size, colours: kind == .colour ? .colour : .grey,
      bits: kind == .bitmap ? 1 : largest > 255 ? 16 : 8, orientation: .upright)
  }

  /// [H, W, 3] of 8 bits; call it where the header says no more pixels than are read. Throws `DataError`.
  func colour() throws -> [UInt16] {
    let count = size.height * size.width * (kind == .colour ? 3 : 1)
    let values =
      if isText { try text(count) } else if kind == .bitmap { try bits() } else {
        try stored(count)
      }
    let scaled = values.map { value -> UInt16 in
      if kind == .bitmap { return value == 0 ? 255 : 0 }
      return largest == 255 ? value : UInt16((Int(value) * 255 + largest / 2) / largest)
    }
    return kind == .colour ? scaled : scaled.flatMap { [$0, $0, $0] }
  }

  /// One blank ends the header of a picture in bytes; a comment, whose line's end is that blank, may come before it.
  private static func behindHeader(
    _ scanner: Scanner, _ isText: Bool, _ bytes: Data, _ path: String
  ) throws -> Scanner {
    var scanner = scanner
    if isText { return scanner }
    if scanner.next == UInt8(ascii: "#") { scanner.skipComment() }
    guard let blank = scanner.next, Scanner.isBlank(blank) else {
      throw Raster.unreadable(path, bytes, .pnm, "expected a blank behind its header")
    }
    scanner.place += 1
    return scanner
  }

  private func text(_ count: Int) throws -> [UInt16] {
    // A number takes at least a digit, and a blank where it is no bit.
    let least = kind == .bitmap ? count : 2 * count - 1
    guard pixels.bytes.count - pixels.place >= least else { throw short(count) }
    var scanner = pixels
    var values: [UInt16] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      guard let value = kind == .bitmap ? scanner.digit() : scanner.number() else {
        throw short(values.count, of: count)
      }
      values.append(try checked(value))
    }
    scanner.skipBlanks()
    if scanner.next != nil { throw long(scanner.bytes.count - scanner.place) }
    return values
  }

  private func stored(_ count: Int) throws -> [UInt16] {
    let size = largest > 255 ? 2 : 1
    let bytes = try bytes(count * size)
    var values: [UInt16] = []
    values.reserveCapacity(count)
    for place in stride(from: bytes.startIndex, to: bytes.endIndex, by: size) {
      values.append(
        try checked(size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])))
    }
    return values
  }

  /// Eight pixels in a byte, the first in its upper bit, every row from a new byte.
  private func bits() throws -> [UInt16] {
    let rowBytes = (size.width + 7) / 8
    let bytes = try bytes(size.height * rowBytes)
    return (0..<size.height).flatMap { row in
      (0..<size.width).map { column in
        let byte = bytes[bytes.startIndex + row * rowBytes + column / 8]
        return UInt16(byte >> UInt8(7 - column % 8) & 1)
      }
    }
  }

  /// All bytes behind the header; only blanks may follow them.
  private func bytes(_ count: Int) throws -> ArraySlice<UInt8> {
    let (all, start) = (pixels.bytes, pixels.place)
    guard all.count - start >= count else { throw short(all.count - start, of: count, "bytes") }
    let rest = all[(start + count)...]
    // Where a transfer made two bytes of every line's end, all pixels would be shifted.
    let isShifted = !rest.isEmpty && all[start - 1] == 13 && all[start] == 10
    guard !isShifted, rest.allSatisfy(Scanner.isBlank) else { throw long(rest.count) }
    return all[start..<start + count]
  }

  private func checked(_ value: Int) throws -> UInt16 {
    guard value <= largest else {
      throw Raster.unreadable(
        path, file, .pnm, "a pixel has the value \(value), its header says at most \(largest)")
    }
    return UInt16(value)
  }

  private func short(_ found: Int? = nil, of count: Int, _ what: String = "values") -> DataError {
    Raster.unreadable(
      path, file, .pnm, "\(found.map { "\($0)" } ?? "fewer") of \(count) \(what) of its pixels")
  }

  private func short(_ count: Int) -> DataError { short(nil, of: count) }

  private func long(_ bytes: Int) -> DataError {
    Raster.unreadable(path, file, .pnm, "\(bytes) bytes behind the pixels that its header says")
  }
}

/// Numbers in text, with blanks and comments between them.
private struct Scanner {
  let bytes: [UInt8]
  var place: Int

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// A comment lasts to the end of its line, which stays.
  mutating func skipComment() {
    while let byte = next, byte != 10, byte != 13 { place += 1 }
  }

  mutating func skipBlanks() {
    while let byte = next {
      if byte == UInt8(ascii: "#") {
        skipComment()
      } else if Self.isBlank(byte) {
        place += 1
      } else {
        return
      }
    }
  }

  /// Nil where no digit comes, and where the number has more than ten.
  mutating func number() -> Int? {
    skipBlanks()
    let start = place
    var number = 0
    while let digit = currentDigit, place - start < 10 {
      number = number * 10 + digit
      place += 1
    }
    return place > start && currentDigit == nil ? number : nil
  }

  mutating func digit() -> Int? {
    skipBlanks()
    defer { place += 1 }
    return currentDigit
  }

  private var currentDigit: Int? {
    next.flatMap { (48...57).contains($0) ? Int($0) - 48 : nil }
  }
}
