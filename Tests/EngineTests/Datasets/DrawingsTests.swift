import Digests
import Testing

@testable import Engine

private func opened(train: Int, world: Int = 1) throws -> OpenedDataset {
  var options = Options([
    "train": .integer(train), "validation": .integer(1), "test": .integer(1),
    "height": .integer(40), "width": .integer(48), "world": .integer(world),
  ])
  return try Drawings(&options).open()
}

private func motif(_ frame: Frame) -> Int {
  guard case .indices(let values)? = frame.labels["motif"] else { return -1 }
  return Int(values[0])
}

@Suite struct DrawingsTests {
  @Test func picturesDependOnTheirIndexAlone() throws {
    let (few, many) = (try opened(train: 3), try opened(train: 6))
    for index in [2, 0, 1] {
      #expect(try few.frame(index, of: .train) == many.frame(index, of: .train))
    }
    #expect(try opened(train: 1, world: 2).frame(0, of: .train) != few.frame(0, of: .train))
  }

  /// Every kind of motif comes, rooms most often; classes have names of their own, and every class its index.
  @Test func allKindsAreDrawn() throws {
    let set = try opened(train: 240)
    var counts = (things: 0, faces: 0, shapes: 0)
    var shapes = Set<Int>()
    for index in 0..<240 {
      let motif = motif(try set.frame(index, of: .train))
      switch Motif.all[motif] {
      case .thing: counts.things += 1
      case .face: counts.faces += 1
      case .shape:
        counts.shapes += 1
        shapes.insert(motif)
      }
    }
    #expect(counts.things > 90 && counts.faces > 10 && counts.shapes > 70)
    #expect(shapes.count > 30)
    #expect(Set(Motif.all.map(\.name)).count == Motif.all.count)
    #expect(Motif.all.indices.allSatisfy { Motif.all[$0].index == $0 })
  }

  /// A shape covers much of its picture, and none is the whole of it.
  @Test(arguments: ShapeOutline.allCases) func shapesAreLarge(_ outline: ShapeOutline) {
    let side = 200
    var inside = 0
    for row in 0..<side {
      for column in 0..<side {
        let (x, y) = (Float(column) / 100 - 1, Float(row) / 100 - 1)
        let contains = outline.contains(x, y)
        inside += contains ? 1 : 0
        #expect(!contains || x * x + y * y < 1.3)
      }
    }
    #expect((0.15...0.75).contains(Double(inside) / Double(side * side)), "\(inside)")
  }

  /// The revision stands for these frames: where this fails on purpose, raise `Drawings.revision` too.
  @Test func picturesAreThoseOfTheRevision() throws {
    let set = try opened(train: 24)
    let hash = SHA256()
    for index in 0..<24 {
      let frame = try set.frame(index, of: .train)
      frame.image.withBytes { hash.update($0) }
      frame.labels["motif"]!.withBytes { hash.update($0) }
    }
    #expect(Drawings.revision + " " + hash.finish().prefix(16) == "1 7ad059a0ea1e30f9")
  }
}
