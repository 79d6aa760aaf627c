/// The checksum of zip files: the cyclic redundancy check of ISO 3309 with the polynomial 0xEDB88320, eight bytes at a time.
struct CRC32 {
  private var register: UInt32 = ~0

  /// In the first table, the remainder of every byte; in the others, of a byte that so many zeros follow.
  private static let tables: [[UInt32]] = {
    var first = (0..<256).map { (index: UInt32) -> UInt32 in
      var value = index
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
      return value
    }
    var tables = [first]
    for _ in 1..<8 {
      first = first.map { tables[0][Int($0 & 0xFF)] ^ ($0 >> 8) }
      tables.append(first)
    }
    return tables
  }()

  var value: UInt32 { ~register }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let tables = Self.tables
    var place = 0
    while place + 8 <= bytes.count {
      let low =
        register ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      let high = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
      var found: UInt32 = 0
      for index in 0..<4 {
        let shift = UInt32(8 * index)
        found ^= tables[7 - index][Int((low >> shift) & 0xFF)]
        found ^= tables[3 - index][Int((high >> shift) & 0xFF)]
      }
      register = found
      place += 8
    }
    for byte in bytes[place...] {
      register = tables[0][Int((register ^ UInt32(byte)) & 0xFF)] ^ (register >> 8)
    }
  }
}
