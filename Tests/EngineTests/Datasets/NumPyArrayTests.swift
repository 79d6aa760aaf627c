import Foundation
import Testing

@testable import Engine

private let numbers: [Float] = [0, 1, 2, 3, 4, 100]

private let files: [(String, Data)] = [
  ("<f4", bytes(numbers)),
  ("<f2", bytes(numbers.map { Float16($0) })),
  (">f2", bytes(numbers.map { Float16($0).bitPattern.bigEndian })),
  ("<f8", bytes(numbers.map(Double.init))),
  (">f4", bytes(numbers.map { $0.bitPattern.bigEndian })),
  ("<i8", bytes(numbers.map { Int64($0) })),
  ("<i4", bytes(numbers.map { Int32($0) })),
  (">i2", bytes(numbers.map { Int16($0).bigEndian })),
  ("<u2", bytes(numbers.map { UInt16($0) })),
  ("|u1", bytes(numbers.map { UInt8($0) })),
  ("|i1", bytes(numbers.map { Int8($0) })),
]

@Test(arguments: files) func npyNumbersOfEveryType(_ type: String, _ body: Data) throws {
  let array = try NumPyArray(npy(type, "(2, 3)", body), "0.npy")
  #expect(array.shape == [2, 3] && array.type == type)
  #expect(array.values == numbers)
}

@Test func npyFortranOrderIsTransposed() throws {
  let array = try NumPyArray(npy("<f4", "(2, 3)", fortran: true, bytes(numbers)), "0.npy")
  #expect(array.values == [0, 2, 4, 1, 3, 100])
  let cube = try NumPyArray(
    npy("<f4", "(2, 2, 2)", fortran: true, bytes((0..<8).map(Float.init))), "0.npy")
  #expect(cube.values == [0, 4, 2, 6, 1, 5, 3, 7])
}

@Test func npyTruthValuesAndHalfPrecision() throws {
  #expect(try NumPyArray(npy("|b1", "(3,)", Data([0, 1, 1])), "0.npy").values == [0, 1, 1])
  let halves = try NumPyArray(
    npy("<f2", "(4,)", bytes([0x3555, 0xC000, 0x7C00, 0x0001] as [UInt16])), "0.npy")
  #expect(halves.values == [0.333251953125, -2, .infinity, 5.9604645e-8])
}

@Test(arguments: [1, 2, 3] as [UInt8]) func npyVersionsAreRead(_ version: UInt8) throws {
  let file = npy("<f4", "(2, 3)", version: version, bytes(numbers))
  #expect(try NumPyArray(file, "0.npy").values == numbers)
}

@Test func npyShapesAreCheckedBeforeValuesAreRead() {
  struct Refused: Error {}
  #expect(throws: Refused.self) {
    try NumPyArray(npy("<f4", "(2, 3)", bytes(numbers)), "0.npy") { header in
      #expect(header.shape == [2, 3] && header.count == 6)
      throw Refused()
    }
  }
}

@Test func npyNegativesAndShapes() throws {
  #expect(try NumPyArray(npy("<i4", "(1,)", bytes([Int32(-1)])), "0.npy").values == [-1])
  #expect(try NumPyArray(npy("|i1", "()", bytes([Int8(-3)])), "0.npy").shape == [])
}

@Test(arguments: [
  (
    npy("<f4", "(2, 3)", bytes(numbers).prefix(20)),
    "found 20 bytes of values, expected 4 for each of 2×3"
  ),
  (npy("<f4", "(2, 3)", bytes(numbers + [1])), "found 28 bytes"),
  (npy("<c8", "(2, 3)", bytes(numbers)), "found the type <c8, expected one of"),
  (npy("<f4", "(-2, 3)", bytes(numbers)), "which no array can have"),
  (npy("<f4", "(9223372036854775807, 3)", bytes(numbers)), "which no array can have"),
  (
    npy("<f8", "(4611686018427387904,)", bytes(numbers)),
    "expected 8 for each of 4611686018427387904"
  ),
  (npy("|u1", "(4611686018427387904, 1)", bytes(numbers)), "found 24 bytes of values"),
  (
    npy("<f4", "(2, 3)", version: 4, bytes(numbers)),
    "found version 4 of the format .npy, expected 1, 2"
  ),
  (npy("|O", "(2, 3)", bytes(numbers)), "found the type |O, expected one of"),
  (npy("<U5", "(2, 3)", bytes(numbers)), "found the type <U5, expected one of"),
  (npy("<f4", "(2, x)", bytes(numbers)), "expected descr, fortran_order and shape"),
  (Data("hello, this is no array".utf8), "found no NumPy array"),
  (npy("<f4", "(2, 3)", bytes(numbers)).prefix(40), "the header is cut off at 40 bytes"),
])
func npyDamageIsNamed(_ file: Data, _ message: String) {
  #expect { try NumPyArray(file, "train/label/7.npy") } throws: {
    "\($0)".hasPrefix("train/label/7.npy: ") && "\($0)".contains(message)
  }
}
