import Foundation

/// A tensor of a fixture: row-major values in the engine's layout.
public struct FixtureTensor: Sendable, Hashable {
  public let shape: [Int]
  public let values: [Float]

  public init(_ shape: [Int], _ values: [Float]) {
    self.shape = shape
    self.values = values
  }
}

/// One case of a fixture file: what went in and what another implementation gave.
public struct FixtureCase<Attributes: Decodable & Sendable>: Sendable {
  public let name: String
  public let attributes: Attributes
  public let tensors: [String: FixtureTensor]

  public subscript(_ role: String) -> FixtureTensor {
    guard let tensor = tensors[role] else {
      preconditionFailure("\(name) has no \(role), only \(tensors.keys.sorted())")
    }
    return tensor
  }
}

/// A file of named cases, as `scripts/fixtures/fixture_file.py` writes it: a UInt32 with the length of a JSON
/// header, the header, then float32 values; everything little-endian.
public struct FixtureFile<Attributes: Decodable & Sendable>: Sendable {
  public let cases: [FixtureCase<Attributes>]

  /// Throws where the file cannot be read or is not of this form.
  public init(_ file: URL) throws {
    let bytes = try Data(contentsOf: file)
    guard bytes.count >= 4 else { throw FixtureError("\(file.path) has \(bytes.count) bytes") }
    let length = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 4 + length, (bytes.count - 4 - length) % 4 == 0 else {
      throw FixtureError("\(file.path): a header of \(length) bytes in a file of \(bytes.count)")
    }
    let header = try JSONDecoder().decode(Header.self, from: bytes.subdata(in: 4..<4 + length))
    let values = bytes.dropFirst(4 + length).withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
    cases = try header.cases.map { entry in
      let tensors = try entry.tensors.mapValues { place in
        let count = place.shape.reduce(1, *)
        guard place.offset >= 0, place.offset + count <= values.count else {
          throw FixtureError("\(file.path): \(entry.name) lies beyond the end of the file")
        }
        return FixtureTensor(place.shape, Array(values[place.offset..<place.offset + count]))
      }
      return FixtureCase(name: entry.name, attributes: entry.attributes, tensors: tensors)
    }
  }

  public var names: [String] { cases.map(\.name) }

  public subscript(_ name: String) -> FixtureCase<Attributes> {
    guard let found = cases.first(where: { $0.name == name }) else {
      preconditionFailure("no case is called \(name)")
    }
    return found
  }

  private struct Header: Decodable {
    let cases: [Entry]
  }

  private struct Entry: Decodable {
    let name: String
    let attributes: Attributes
    let tensors: [String: Place]
  }

  private struct Place: Decodable {
    let shape: [Int]
    let offset: Int
  }
}

/// A fixture that cannot be used.
public struct FixtureError: Error, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
