import Foundation

/// What lies in a zip file (PKWARE's APPNOTE, with zip64), none of it compressed: PyTorch stores values as they are. The directory
/// at the end of the file is what counts; headers before the entries must agree with it. Whatever could be read in two ways is
/// refused: entries that overlap, lie outside or have one name.
struct ZipDirectory {
  struct Entry {
    let name: String
    /// Its bytes in the file.
    let range: Range<Int>
    let checksum: UInt32
  }

  let entries: [Entry]

  /// Throws `DataError`.
  init(_ file: ReadableFile) throws {
    let (place, count) = try Self.place(file)
    let bytes = try file.bytes(place)
    var numbers = ZipNumbers(bytes)
    var found: [(entry: Entry, header: Int)] = []
    var names = Set<String>()
    while numbers.place < bytes.count {
      let entry = try Self.entry(&numbers, file, before: place.lowerBound)
      guard names.insert(entry.entry.name).inserted else {
        throw DataError("the zip file has two entries \(shortened(entry.entry.name)), expected one")
      }
      found.append(entry)
    }
    guard found.count == count else {
      throw DataError("the zip file has \(found.count) entries, its end says \(count)")
    }
    var end = 0
    for (entry, header) in found.sorted(by: { $0.header < $1.header }) {
      guard header >= end else {
        throw DataError("the zip file's entry \(shortened(entry.name)) overlaps another")
      }
      end = entry.range.upperBound
    }
    entries = found.map(\.entry)
  }

  /// Throws `DataError` where an entry's bytes are not those that were written.
  static func check(_ entry: Entry, _ file: ReadableFile) throws {
    var checksum = CRC32()
    try file.forEachPiece(of: entry.range) { checksum.update($0) }
    guard checksum.value == entry.checksum else {
      throw DataError(
        "the entry \(shortened(entry.name)) has another checksum than the zip file says: "
          + "the file is damaged; copy it again")
    }
  }

  private static let damaged = DataError(
    "begins like a zip file, but has no readable directory at its end: it is cut short or damaged; "
      + "copy it again")

  /// Where the directory lies, and how many entries it has.
  private static func place(_ file: ReadableFile) throws -> (Range<Int>, count: Int) {
    let tail = try file.bytes(max(0, file.size - 65_557)..<file.size)
    guard let end = endRecord(tail) else { throw damaged }
    var numbers = ZipNumbers(tail)
    numbers.place = end + 4
    let (disk, directoryDisk) = (numbers.take(2), numbers.take(2))
    let (onDisk, entries) = (numbers.take(2), numbers.take(2))
    let (size, offset) = (numbers.take(4), numbers.take(4))
    let endPlace = file.size - tail.count + end
    // PyTorch writes the end of a long file even where a file is short; the numbers here then repeat it.
    if let found = try place64(file, before: endPlace) {
      let short = [disk, directoryDisk, onDisk, entries]
      let repeated = zip(short, [0, 0, found.count, found.count]).allSatisfy {
        $0 == $1 || $0 == 0xFFFF
      }
      let places = [(size, found.place.count), (offset, found.place.lowerBound)]
      guard repeated, places.allSatisfy({ $0 == $1 || $0 == 0xFFFF_FFFF }) else { throw damaged }
      return (found.place, found.count)
    }
    guard disk == 0, directoryDisk == 0, onDisk == entries, offset <= endPlace,
      size == endPlace - offset
    else { throw damaged }
    return (offset..<offset + size, entries)
  }

  /// The last end record whose comment ends with the file.
  private static func endRecord(_ tail: [UInt8]) -> Int? {
    guard tail.count >= 22 else { return nil }
    for start in (0...tail.count - 22).reversed()
    where tail[start] == 0x50 && tail[start + 1] == 0x4B && tail[start + 2] == 5
      && tail[start + 3] == 6
    {
      let comment = Int(tail[start + 20]) | Int(tail[start + 21]) << 8
      if start + 22 + comment == tail.count { return start }
    }
    return nil
  }

  /// Where a long file's end is written, before the other: nil where it is not.
  private static func place64(_ file: ReadableFile, before end: Int) throws -> (
    place: Range<Int>, count: Int
  )? {
    guard end >= 20 else { return nil }
    var locator = ZipNumbers(try file.bytes(end - 20..<end))
    guard locator.take(4) == 0x0706_4B50 else { return nil }
    guard locator.take(4) == 0 else { throw damaged }
    let record = locator.take(8)
    guard record >= 0, record == end - 20 - 56 else { throw damaged }
    var numbers = ZipNumbers(try file.bytes(record..<record + 56))
    guard numbers.take(4) == 0x0606_4B50 else { throw damaged }
    numbers.place += 12
    let (disk, directoryDisk) = (numbers.take(4), numbers.take(4))
    let (onDisk, entries) = (numbers.take(8), numbers.take(8))
    let (size, offset) = (numbers.take(8), numbers.take(8))
    guard disk == 0, directoryDisk == 0, onDisk == entries, offset >= 0, offset <= record,
      size == record - offset
    else { throw damaged }
    return (offset..<offset + size, entries)
  }

  /// One entry of the directory, held against the header before its bytes.
  private static func entry(
    _ numbers: inout ZipNumbers, _ file: ReadableFile, before end: Int
  ) throws -> (entry: Entry, header: Int) {
    guard numbers.left >= 46, numbers.take(4) == 0x0201_4B50 else { throw damaged }
    numbers.place += 4
    let (flags, method) = (numbers.take(2), numbers.take(2))
    numbers.place += 4
    let checksum = UInt32(numbers.take(4))
    var (stored, size) = (numbers.take(4), numbers.take(4))
    let (nameLength, extraLength, commentLength) = (
      numbers.take(2), numbers.take(2), numbers.take(2)
    )
    let disk = numbers.take(2)
    numbers.place += 6
    var header = numbers.take(4)
    guard numbers.left >= nameLength + extraLength + commentLength else { throw damaged }
    let nameBytes = numbers.bytes(nameLength)
    guard let name = String(validating: nameBytes, as: UTF8.self), isPlain(name) else {
      throw DataError(
        "the zip file has an entry \(shortened(String(decoding: nameBytes, as: UTF8.self))), "
          + "expected a plain path inside of the file")
    }
    var extra = ZipNumbers(numbers.bytes(extraLength))
    numbers.place += commentLength
    try extra.widen(&size, &stored, &header)
    guard flags & 1 == 0, disk == 0 else {
      throw DataError("the entry \(shortened(name)) is encrypted or in another file")
    }
    guard !name.contains("/code/__torch__") else {
      throw DataError(
        "found a TorchScript program, expected tensors alone; load it with torch.jit.load and save its "
          + "state_dict()")
    }
    guard method == 0, stored == size else {
      throw DataError(
        "the entry \(shortened(name)) is compressed, expected a zip file as torch.save writes it; "
          + "load it with torch.load and save it again")
    }
    let start = try begin(header, nameBytes, file, size: size, checksum: checksum, name)
    guard size >= 0, start <= end, size <= end - start else {
      throw DataError("the entry \(shortened(name)) ends behind the zip file's entries")
    }
    return (Entry(name: name, range: start..<start + size, checksum: checksum), header)
  }

  /// Where the bytes behind an entry's own header begin.
  private static func begin(
    _ header: Int, _ name: [UInt8], _ file: ReadableFile, size: Int, checksum: UInt32,
    _ called: String
  ) throws -> Int {
    let disagrees = DataError(
      "the entry \(shortened(called)) has a header that does not agree with the zip file's directory"
    )
    guard header >= 0, header <= file.size - 30 - name.count else { throw disagrees }
    var numbers = ZipNumbers(try file.bytes(header..<header + 30 + name.count))
    guard numbers.take(4) == 0x0403_4B50 else { throw disagrees }
    numbers.place += 2
    let (flags, method) = (numbers.take(2), numbers.take(2))
    numbers.place += 4
    let (ownChecksum, ownStored, ownSize) = (numbers.take(4), numbers.take(4), numbers.take(4))
    let (nameLength, extraLength) = (numbers.take(2), numbers.take(2))
    guard nameLength == name.count, numbers.bytes(nameLength) == name, method == 0 else {
      throw disagrees
    }
    // Sizes follow the bytes where the third bit is set, and stand in an extra field where they are long.
    let follows = flags & 8 != 0
    let wide = size >= 0xFFFF_FFFF || [ownStored, ownSize].contains(0xFFFF_FFFF)
    guard follows || wide || (ownStored, ownSize) == (size, size),
      follows || ownChecksum == checksum
    else { throw disagrees }
    return header + 30 + nameLength + extraLength
  }

  /// Nothing here is ever written to a path; one that leads elsewhere is still none of PyTorch's.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.contains("\\") && !name.contains("\0")
      && !name.split(separator: "/").contains { $0 == ".." || $0 == "." }
  }
}

/// Little-endian numbers, one after the other. Whoever takes them has looked how many bytes are left.
private struct ZipNumbers {
  private let all: [UInt8]
  var place = 0

  init(_ bytes: [UInt8]) { all = bytes }

  var left: Int { all.count - place }

  /// Of at most eight bytes; −1 for what no `Int` holds.
  mutating func take(_ count: Int) -> Int {
    var number: UInt64 = 0
    for index in 0..<count { number |= UInt64(all[place + index]) << UInt64(8 * index) }
    place += count
    return Int(exactly: number) ?? -1
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { place += count }
    return Array(all[place..<place + count])
  }

  /// Takes numbers that need eight bytes from the extra field of zip64.
  mutating func widen(_ size: inout Int, _ stored: inout Int, _ header: inout Int) throws {
    while left >= 4 {
      let (id, length) = (take(2), take(2))
      guard length <= left else { break }
      guard id == 1 else {
        place += length
        continue
      }
      let end = place + length
      func wide(_ number: Int) -> Bool { number == 0xFFFF_FFFF }
      if wide(size), end - place >= 8 { size = take(8) }
      if wide(stored), end - place >= 8 { stored = take(8) }
      if wide(header), end - place >= 8 { header = take(8) }
      place = end
    }
  }
}
