import Digests
import Testing

@testable import Engine

private func rooms(_ given: [String: OptionValue] = [:]) throws -> Rooms {
  var options = Options(given)
  return try Rooms(&options)
}

private func frames(
  train: Int = 2, validation: Int = 1, test: Int = 1, _ given: [String: OptionValue] = [:]
) throws -> Splits {
  let counts: [String: OptionValue] = [
    "train": .integer(train), "validation": .integer(validation), "test": .integer(test),
  ]
  return try rooms(counts.merging(given) { $1 }).load()
}

private func values(_ tensor: Tensor, _ row: Int) -> [Float] {
  Array(UnsafeBufferPointer(start: tensor.row(row), count: tensor.count / tensor.shape[0]))
}

@Test func roomsFramesDependOnTheirIndexAlone() throws {
  let few = try frames(train: 2).train
  let many = try frames(train: 5, validation: 2).train
  for frame in 0..<2 {
    #expect(values(few.images, frame) == values(many.images, frame))
    for (task, target) in few.targets {
      #expect(values(target, frame) == values(many.targets[task]!, frame))
    }
    #expect(few.ids[frame] == many.ids[frame])
  }
}

@Test func roomsOfSplitsWorldsAndIndicesDiffer() throws {
  let splits = try frames()
  let other = try frames(["world": .integer(2)])
  let seen = [
    values(splits.train.images, 0), values(splits.train.images, 1),
    values(splits.validation.images, 0), values(splits.test.images, 0),
    values(other.train.images, 0),
  ]
  #expect(Set(seen).count == seen.count)
}

/// The revision stands for these frames: where this fails on purpose, raise `Rooms.revision` too.
@Test func roomsFramesAreThoseOfTheRevision() throws {
  let train = try frames(train: 3).train
  let hash = SHA256()
  for tensor in [train.images] + ["segmentation", "depth", "normals"].map({ train.targets[$0]! }) {
    hash.update(UnsafeRawBufferPointer(start: tensor.data, count: tensor.count * 4))
  }
  #expect(Rooms.revision + " " + hash.finish().prefix(16) == "2 e2eb234da3a13290")
}

@Test func roomsHolesTakeNothingButDepthAndNormals() throws {
  let seen = try frames(train: 3, ["holes": .bool(false)]).train
  let sensed = try frames(train: 3).train
  #expect(seen.images.values == sensed.images.values)
  #expect(seen.targets["segmentation"]!.values == sensed.targets["segmentation"]!.values)
  #expect(seen.targets["depth"]!.values.allSatisfy { $0 > 0 })
  let missing = sensed.targets["depth"]!.values.filter { $0 == 0 }.count
  let share = Double(missing) / Double(sensed.targets["depth"]!.count)
  #expect(share > 0.005 && share < 0.3)
}

@Test func roomsTargetsAreWhatTheirTasksExpect() throws {
  let train = try frames(train: 12).train
  let labels = train.targets["segmentation"]!.values
  let depth = train.targets["depth"]!.values
  let normals = train.targets["normals"]!.values
  #expect(train.images.values.allSatisfy { $0 >= 0 && $0 <= 1 })
  #expect(labels.allSatisfy { $0 == $0.rounded() && $0 >= -1 && $0 <= 12 })
  var turnedAway = 0
  for pixel in labels.indices {
    let n = SIMD3(normals[pixel * 3], normals[pixel * 3 + 1], normals[pixel * 3 + 2])
    let length = (n * n).sum().squareRoot()
    if depth[pixel] == 0 {
      #expect(length == 0)
      continue
    }
    #expect(depth[pixel] > 0.3 && depth[pixel] < 10.5)
    #expect(abs(length - 1) < 1e-3)
    // Of the ray through the pixel: the field of view is 54° to 69°, so |x/z| stays below 0.7.
    let place = pixel % (64 * 96)
    let x = (Float(place % 96) + 0.5 - 48) / 48
    let y = (32 - Float(place / 96) - 0.5) / 48
    let widest = n.z - 0.69 * min(n.x * x, 0) - 0.69 * min(n.y * y, 0)
    if widest < 0 { turnedAway += 1 }
  }
  #expect(turnedAway == 0)
}

/// Floors and ceilings are level: the camera's height above a plane is the same for all its pixels, so with p the
/// point seen and n its normal, n·p does not change along the floor.
@Test func roomsDepthAgreesWithNormals() throws {
  let train = try frames(
    train: 8, ["height": .integer(128), "width": .integer(192), "holes": .bool(false)]
  ).train
  let (h, w) = (128, 192)
  var pairs = 0
  var flat = 0
  for frame in 0..<train.count {
    let labels = values(train.targets["segmentation"]!, frame)
    let depth = values(train.targets["depth"]!, frame)
    let normals = values(train.targets["normals"]!, frame)
    // Unknown focal length: 1/z is affine in the image on any plane, whatever it is.
    for row in stride(from: 2, to: h - 2, by: 3) {
      for column in stride(from: 2, to: w - 2, by: 3) {
        let trio = [-2, 0, 2].map { row * w + column + $0 }
        guard trio.allSatisfy({ labels[$0] == 4 }),
          trio.allSatisfy({ pixel in
            (0..<3).allSatisfy { abs(normals[pixel * 3 + $0] - normals[trio[1] * 3 + $0]) < 1e-5 }
          })
        else { continue }
        pairs += 1
        let inverse = trio.map { 1 / depth[$0] }
        if abs(inverse[0] + inverse[2] - 2 * inverse[1]) < 1e-4 * inverse[1] { flat += 1 }
      }
    }
  }
  #expect(pairs > 500)
  #expect(Double(flat) > 0.97 * Double(pairs))
}

/// Frames are balanced as NYUv2's are not: what is rare or small in a room is looked at as often as beds are, so that a
/// training of minutes can learn every class.
@Test func roomsShowEveryClassOften() throws {
  let train = try frames(train: 192).train
  let labels = train.targets["segmentation"]!.values
  let pixels = labels.count / train.count
  var counts = [Int](repeating: 0, count: 13)
  var appearances = counts
  var void = 0
  for frame in 0..<train.count {
    let shown = labels[frame * pixels..<(frame + 1) * pixels]
    for label in shown {
      if label < 0 { void += 1 } else { counts[Int(label)] += 1 }
    }
    for label in Set(shown) where label >= 0 { appearances[Int(label)] += 1 }
  }
  let share = counts.map { Double($0) / Double(labels.count - void) }
  // Ceilings are seen seldom, but then there is much of them.
  #expect(share.enumerated().allSatisfy { $1 > ($0 == 2 ? 0.005 : 0.02) }, "\(share)")
  #expect(appearances.allSatisfy { 10 * $0 > train.count }, "\(appearances)")
  #expect(share[11] > 0.2 && share[11] < 0.4, "wall")
  #expect(share.enumerated().allSatisfy { $0 == 11 || $1 < 0.2 }, "\(share)")
  let missing = Double(void) / Double(labels.count)
  #expect(missing > 0.04 && missing < 0.2)
}

/// Which sizes a network takes is the network's to say; rooms are drawn in squares of eight pixels.
@Test func roomsHaveAnySizeOfEights() throws {
  #expect(
    throws: OptionError(key: "width", message: "found 50, expected a multiple of 8")
  ) { try rooms(["width": .integer(50)]) }
  let splits = try frames(train: 2, ["height": .integer(40), "width": .integer(56)])
  let labels = splits.train.targets
  #expect(splits.train.images.shape == [2, 40, 56, 3])
  #expect(labels["depth"]!.values.contains { $0 > 0.3 })
  #expect(Set(labels["segmentation"]!.values).count > 2)
}

@Test func roomsDigestIsOfTheGenerator() throws {
  let digest = try rooms().digest()
  #expect(digest.count == 64)
  #expect(try rooms(["train": .integer(3)]).digest() == digest)
}
