import Foundation

/// What a .npy file (NumPy Enhancement Proposal 1, versions 1 to 3) says of its values, read and
/// checked against the file's length before any of them.
struct NumPyHeader {
  /// NumPy's name of the type in the file: `<f4`.
  let type: String
  let shape: [Int]
  let isFortran: Bool
  /// Where the values begin, and how many there are.
  let start: Int
  let count: Int

  /// Bytes of a value of a type that is read.
  var valueBytes: Int { Self.valueBytes(type) }

  private static func valueBytes(_ type: String) -> Int { Int(type.dropFirst(2)) ?? 1 }

  /// `path` is for the message.
  init(_ data: Data, _ path: String) throws {
    let (text, start) = try Self.text(data, path)
    guard let shape = Self.shape(text), let isFortran = Self.flag(text, "fortran_order"),
      let type = Self.text(text, "descr")
    else {
      throw DataError(
        "\(path): found the header \(text.prefix(120)), expected descr, fortran_order and shape"
          + " of a plain array; save it again with numpy.save, each field in a file of its own")
    }
    guard NumPyArray.types.contains(type) else {
      throw DataError(
        "\(path): found the type \(type), expected one of "
          + "\(NumPyArray.types.sorted().joined(separator: ", ")); convert it with astype")
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else {
        throw DataError("\(path): found the shape \(shape), which no array can have")
      }
      count = product
    }
    let size = Self.valueBytes(type)
    let found = data.count - start
    // Divided, for a product could leave the range of whole numbers.
    guard count <= found / size, found == count * size else {
      throw DataError(
        "\(path): found \(found) bytes of values, expected \(size) for each of "
          + "\(shape.map(String.init).joined(separator: "×")); copy the file again")
    }
    self.type = type
    self.shape = shape
    self.isFortran = isFortran
    self.start = start
    self.count = count
  }

  /// The header's text, a Python dictionary, and the place behind it.
  private static func text(_ data: Data, _ path: String) throws -> (String, Int) {
    let first = [UInt8](data.prefix(12))
    guard first.count >= 12, first[0] == 0x93, first[1..<6].elementsEqual("NUMPY".utf8) else {
      throw DataError(
        "\(path): found no NumPy array, expected a .npy file; save it with numpy.save")
    }
    guard (1...3).contains(first[6]) else {
      throw DataError(
        "\(path): found version \(first[6]) of the format .npy, expected 1, 2 or 3; "
          + "save it with numpy.save")
    }
    let isLong = first[6] >= 2
    let start = isLong ? 12 : 10
    let length = (0..<(isLong ? 4 : 2)).reduce(0) { $0 | Int(first[8 + $1]) << (8 * $1) }
    guard start + length <= data.count else {
      throw DataError("\(path): the header is cut off at \(data.count) bytes; copy the file again")
    }
    let body = data.dropFirst(start).prefix(length)
    return (String(decoding: body, as: UTF8.self), start + length)
  }

  /// What follows `'key':`.
  private static func after(_ header: String, _ key: String) -> Substring? {
    guard let found = header.range(of: "'\(key)':") else { return nil }
    return header[found.upperBound...].drop { $0 == " " }
  }

  private static func text(_ header: String, _ key: String) -> String? {
    guard let rest = after(header, key), rest.first == "'" else { return nil }
    return String(rest.dropFirst().prefix { $0 != "'" })
  }

  private static func flag(_ header: String, _ key: String) -> Bool? {
    guard let rest = after(header, key) else { return nil }
    return rest.hasPrefix("True") ? true : rest.hasPrefix("False") ? false : nil
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let rest = after(header, "shape"), rest.first == "(", let end = rest.firstIndex(of: ")")
    else { return nil }
    let parts = rest[rest.startIndex..<end].dropFirst().split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    // Python 2 wrote `3L`.
    let extents = parts.compactMap { Int($0.hasSuffix("L") ? String($0.dropLast()) : $0) }
    return extents.count == parts.count ? extents : nil
  }
}
