import Foundation

/// Zip files and headers of safetensors that lie.
extension HostileFileTests {
  static let zips: [Hostile] = [
    Hostile("entries that overlap", zip: "overlaps another") {
      $0.entries[1].size = 4000
      $0.entries.append(ZipBuilder.Entry(name: "archive/x", data: Array(repeating: 0, count: 4000)))
    },
    Hostile("two entries at one place", zip: "does not agree") { $0.entries[1].offset = 0 },
    Hostile("a wrong checksum of the pickle", zip: "another checksum") {
      $0.entries[0].checksum = 1
    },
    Hostile("a wrong checksum of values", zip: "another checksum") { $0.entries[1].checksum = 1 },
    Hostile("a size that lies", zip: "ends behind the zip file's entries") {
      $0.entries[1].size = 0x7FFF_FFFF
    },
    Hostile("two entries of one name", zip: "two entries archive/data/0") {
      $0.entries.append($0.entries[1])
    },
    Hostile("another name before the bytes", zip: "does not agree") {
      $0.entries[1].localName = "archive/data/9"
    },
    Hostile("a path out of the file", zip: "expected a plain path") {
      $0.entries.append(ZipBuilder.Entry(name: "archive/../../x", data: []))
    },
    Hostile("an absolute path", zip: "expected a plain path") {
      $0.entries.append(ZipBuilder.Entry(name: "/etc/passwd", data: []))
    },
    Hostile("a compressed entry", zip: "is compressed") { $0.entries[1].method = 8 },
    Hostile("a zip bomb's claim", zip: "ends behind") {
      $0.entries[1].size = 0xFFFF_FFFE
      $0.entries[1].flags = 8
    },
    Hostile("an encrypted entry", zip: "is encrypted") { $0.entries[1].flags = 1 },
    Hostile("a header behind the file", zip: "does not agree") {
      $0.entries[1].offset = 0x7FFF_FFFF
    },
    Hostile("a header that zip64 should have", zip: "does not agree") {
      $0.entries[1].offset = 0xFFFF_FFFF
    },
    Hostile("fewer entries than it says", zip: "its end says 9") { $0.count = 9 },
    Hostile("a directory elsewhere", zip: "no readable directory") { $0.directoryOffset = 4 },
    Hostile("a directory of another size", zip: "no readable directory") { $0.directorySize = 1 },
    Hostile("two pickles", zip: "2 pickles") {
      $0.entries.append(ZipBuilder.Entry(name: "other/data.pkl", data: [0x80, 2, 0x4E, 0x2E]))
    },
    Hostile("another pickle behind the first", zip: "ends before the entry") {
      $0.entries[0].data += [0x63] + Array("os\nsystem\n".utf8) + [0x2E]
    },
    Hostile("no pickle", zip: "expected one of torch.save's") { $0.entries.removeFirst() },
    Hostile("nothing", zip: "nothing in it") { $0.entries = [] },
    Hostile("an order of bytes that is none", zip: "neither little nor big") {
      $0.entries.append(
        ZipBuilder.Entry(name: "archive/byteorder", data: Array("middle".utf8)))
    },
  ]

  private static func safeTensors(_ name: String, _ words: String, _ json: String, values: Int = 4)
    -> Hostile
  {
    var file = Data()
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { file.append(contentsOf: $0) }
    file += json.utf8
    file += Data(count: values)
    return Hostile(name, words, file: file)
  }

  private static func header(
    type: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]"
  ) -> String {
    "{\"a\":{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  static let headers: [Hostile] = [
    safeTensors(
      "a million brackets", "which no tensor has", String(repeating: "{\"a\":", count: 1_000_000)
    ),
    safeTensors("lists in lists", "a whole number", header(shape: "[[1]]")),
    safeTensors("a shape of 2⁶⁴", "beyond the range", header(shape: "[18446744073709551616]")),
    safeTensors(
      "extents that overflow", "do not fit its shape", header(shape: "[4294967296,4294967296]")),
    safeTensors("an extent below 0", "a whole number", header(shape: "[-1]")),
    safeTensors("a fraction", "expected", header(shape: "[1.0]")),
    safeTensors("a truth value", "a whole number", header(shape: "[true]")),
    safeTensors("places that end before they begin", "do not fit", header(offsets: "[4,0]")),
    safeTensors("places beyond the file", "tensors have", header(shape: "[9]", offsets: "[0,36]")),
    safeTensors("a gap", "overlap or leave a gap", header(offsets: "[4,8]"), values: 8),
    safeTensors("an unknown type", "which is not known", header(type: "\"X9\"")),
    safeTensors("no shape", "lacks", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}"),
    safeTensors(
      "two tensors of one name", "two members are called a",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"\\u0061\":"
        + "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"),
    safeTensors("something behind", "something follows", header() + "x"),
    safeTensors("half a character", "a character behind", "{\"\\ud800\":{}}"),
    Hostile(
      "a header of 2⁶³ bytes", "bytes long", file: Data([0, 0, 0, 0, 0, 0, 0, 0x80, 0x7B])),
    Hostile("a header beyond the file", "bytes long", file: Data([9, 9, 0, 0, 0, 0, 0, 0, 0x7B])),
  ]
}
