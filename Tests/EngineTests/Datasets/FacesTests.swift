import Digests
import Testing

@testable import Engine

private func faces(_ given: [String: OptionValue] = [:]) throws -> Faces {
  var options = Options(given)
  return try Faces(&options)
}

private func opened(
  train: Int = 2, validation: Int = 1, test: Int = 1, _ given: [String: OptionValue] = [:]
) throws -> OpenedDataset {
  let counts: [String: OptionValue] = [
    "train": .integer(train), "validation": .integer(validation), "test": .integer(test),
  ]
  return try faces(counts.merging(given) { $1 }).open()
}

private func bytes(_ frame: Frame) -> [UInt8] {
  guard case .pixels(let values) = frame.image else { return [] }
  return values
}

/// Mean difference of two images, in steps of 1 / 255.
private func difference(_ a: [UInt8], _ b: [UInt8]) -> Double {
  Double(zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.count)
}

private let size = ImageSize(height: 64, width: 64)

/// A take without a lens's and a sensor's errors, so that what changes is the face.
private func plainTake() -> FaceTake {
  var random = RandomStream(seed: 5, "take")
  var take = FaceTake(&random)
  (take.yaw, take.pitch, take.roll) = (0, 0, 0)
  take.photo = FacePhoto()
  take.photo.grain = 0
  return take
}

@Test func facesDependOnTheirIndexAlone() throws {
  let few = try opened(train: 3)
  let many = try opened(train: 6, validation: 2)
  for index in [2, 0, 1] {
    #expect(try few.frame(index, of: .train) == many.frame(index, of: .train))
    #expect(few.ids(.train)[index] == many.ids(.train)[index])
  }
}

@Test func facesOfSplitsWorldsAndIndicesDiffer() throws {
  let all = try opened(train: 8, validation: 8, test: 8)
  let other = try opened(train: 8, ["world": .integer(2)])
  var seen: [Frame] = try (0..<8).map { try other.frame($0, of: .train) }
  for split in SplitName.allCases { seen += try (0..<8).map { try all.frame($0, of: split) } }
  #expect(Set(seen.map(\.image)).count == 32)
}

/// The revision stands for these frames: where this fails on purpose, raise `Faces.revision` too.
@Test func facesAreThoseOfTheRevision() throws {
  let drawn = try opened(train: 24)
  let hash = SHA256()
  for index in 0..<24 {
    let frame = try drawn.frame(index, of: .train)
    for values in [
      frame.image, frame.labels["age"]!, frame.labels["gender"]!, frame.labels["race"]!,
    ] {
      values.withBytes { hash.update($0) }
    }
  }
  #expect(Faces.revision + " " + hash.finish().prefix(16) == "1 860b94344c26f890")
}

@Test func facesLabelsAreDistributedAsUTKFaces() {
  var random = RandomStream(seed: 1, "labels")
  let labels = (0..<20_000).map { _ in FaceLabels(&random) }
  func share(_ condition: (FaceLabels) -> Bool) -> Double {
    Double(labels.filter(condition).count) / 20_000
  }
  #expect(labels.allSatisfy { 0...116 ~= $0.age })
  var counts = [Int: Int]()
  for label in labels { counts[label.age, default: 0] += 1 }
  #expect(counts.max { $0.value < $1.value }!.key == 26)
  #expect(0.03...0.06 ~= share { $0.age <= 1 })
  #expect(0.4...0.6 ~= share { 20...39 ~= $0.age })
  #expect(0.002...0.03 ~= share { $0.age >= 85 })
  #expect(abs(share { $0.isFemale } - 0.48) < 0.015)
  for (race, expected) in zip(FaceLabels.Race.allCases, [0.42, 0.19, 0.14, 0.17, 0.08]) {
    #expect(abs(share { $0.race == race } - expected) < 0.015)
  }
}

@Test func facesLabelsAreOneNumberForEachTask() throws {
  let offers = try faces().tasks
  #expect(offers.filter { !$0.isExtra }.map(\.name) == ["age", "gender", "race"])
  #expect(offers.filter(\.isExtra).map(\.name) == ["turn", "backdrop"])
  for offer in offers {
    _ = try tasks.make(offer.kind, called: offer.name, offer.options)
  }
  let drawn = try opened(train: 12)
  for index in 0..<12 {
    let labels = try drawn.frame(index, of: .train).labels
    guard case .floats(let turn) = labels["turn"], case .indices(let backdrop) = labels["backdrop"],
      case .floats(let age) = labels["age"], case .indices(let gender) = labels["gender"],
      case .indices(let race) = labels["race"]
    else {
      Issue.record("labels of frame \(index): \(labels)")
      continue
    }
    #expect(age.count == 1 && age[0] == age[0].rounded() && 0...116 ~= age[0])
    #expect(gender.count == 1 && 0...1 ~= gender[0])
    #expect(race.count == 1 && 0...4 ~= race[0])
    #expect(turn.count == 1 && 0...90 ~= turn[0])
    #expect(backdrop.count == 1 && 0...5 ~= backdrop[0])
  }
}

/// What the take says: half of a normal distribution of turns, and each backdrop as often as the others.
@Test func facesExtraLabelsAreOfTheTake() throws {
  var random = RandomStream(seed: 3, "takes")
  let takes = (0..<4000).map { _ in FaceTake(&random) }
  let turns = takes.map(\.turn).sorted()
  #expect(abs(turns[2000] - 9.3) < 0.8 && turns[3999] < 90)
  for kind in Backdrop.Kind.allCases {
    #expect(abs(takes.count { $0.backdrop.kind == kind } - 667) < 100)
  }
  var mirrored = takes[0]
  mirrored.yaw = -mirrored.yaw
  #expect(mirrored.turn == takes[0].turn)
}

/// What a face is drawn from, each with a change of it.
private let factors: [(name: String, change: @Sendable (inout FaceLook) -> Void)] = [
  ("childness", { $0.head.childness = 0.8 }), ("width", { $0.head.width = 1.08 }),
  ("jaw", { $0.head.jaw = 1.12 }), ("chin", { $0.head.chin = 0.75 }),
  ("cheeks", { $0.head.cheek = 0.9 }), ("jowls", { $0.head.jowl = 1 }),
  ("hollows", { $0.head.hollow = 1 }), ("brow ridge", { $0.head.browRidge = 2 }),
  ("sockets", { $0.head.socket = 1.8 }), ("nose width", { $0.head.noseWidth = 1.3 }),
  ("nose length", { $0.head.noseLength = 1.15 }), ("nose bridge", { $0.head.noseBridge = 0.4 }),
  ("ears", { $0.head.ear = 1.3 }), ("neck", { $0.head.neck = 0.8 }),
  ("skin", { $0.skin.colour *= 0.5 }), ("blush", { $0.skin.blush = 1 }),
  ("forehead lines", { $0.skin.forehead = 1 }), ("frown lines", { $0.skin.frown = 1 }),
  ("crow's feet", { $0.skin.crow = 1 }), ("folds", { $0.skin.fold = 1 }),
  ("marionette lines", { $0.skin.marionette = 1 }), ("spots", { $0.skin.spots = 1 }),
  ("freckles", { $0.skin.freckles = 1 }), ("gloss", { $0.skin.gloss = 1 }),
  ("eyes' opening", { $0.eyes.upper = 0.09 }), ("eyes' tilt", { $0.eyes.tilt = 0.25 }),
  ("lids' fold", { $0.eyes.crease = 0 }), ("hanging lids", { $0.eyes.droop = 1 }),
  ("bags", { $0.eyes.bags = 1 }), ("iris", { $0.eyes.iris = Vector3(0.16, 0.27, 0.4) }),
  ("gaze", { $0.eyes.gaze.x = 0.05 }), ("eye liner", { $0.eyes.liner = 1 }),
  ("brows' height", { $0.brows.height = 0.26 }), ("brows' density", { $0.brows.density = 0.2 }),
  ("smile", { $0.mouth.smile = 1 }), ("open mouth", { $0.mouth.gap = 0.08 }),
  ("lips", { $0.mouth.lower = 0.11 }), ("lipstick", { $0.mouth.colour = Vector3(0.5, 0.05, 0.1) }),
  ("hair's colour", { $0.hair.colour = Vector3(0.5, 0.35, 0.2) }),
  ("hair's volume", { $0.hair.volume = 0.25 }), ("curls", { $0.hair.curl = 1 }),
  ("hairline", { $0.hair.recession = 1 }), ("baldness", { $0.hair.bald = 1 }),
  ("fringe", { $0.hair.fringe = 0.3 }), ("long hair", { $0.hair.end = -1.6 }),
  ("bun", { $0.hair.bun = 0.3 }), ("moustache", { $0.beard.moustache = 0.9 }),
  ("beard", { ($0.beard.cheeks, $0.beard.chin) = (0.8, 0.9) }),
  ("glasses", { $0.wear.glasses = .clear }), ("sunglasses", { $0.wear.glasses = .dark }),
  ("beanie", { $0.wear.hat = .beanie }), ("cap", { $0.wear.hat = .cap }),
  ("hat", { $0.wear.hat = .brim }), ("earrings", { $0.wear.earring = 0.06 }),
  ("clothes", { $0.wear.cloth = Vector3(0.6, 0.1, 0.1) }),
  ("collar", { $0.wear.hasCollar = true }),
]

@Test(arguments: factors.map(\.name)) func everyFactorOfAFaceShows(_ name: String) {
  let factor = factors.first { $0.name == name }!
  var look = FaceLook()
  let before = FaceRenderer(look, plainTake(), size: size).image()
  factor.change(&look)
  let after = FaceRenderer(look, plainTake(), size: size).image()
  let changed = zip(before, after).filter { abs(Int($0) - Int($1)) > 3 }.count
  #expect(changed >= 24, "values that \(name) changes by more than 3 of 255")
}

private let conditions: [(name: String, change: @Sendable (inout FaceTake) -> Void)] = [
  ("yaw", { $0.yaw = 0.4 }), ("pitch", { $0.pitch = 0.2 }), ("roll", { $0.roll = 0.2 }),
  ("distance", { $0.distance = 7 }), ("extent", { $0.extent = 2 }),
  ("shift", { $0.shift.x = 0.05 }),
  ("light's direction", { $0.light.direction = normalized(Vector3(-1, 0.2, 0.5)) }),
  ("light's colour", { $0.light.colour *= Vector3(1.3, 1, 0.7) }),
  ("fill", { $0.light.fill = Vector3(repeating: 0.8) }),
  ("shadows", { $0.light.softness = $0.light.softness < 0.5 ? 1 : 0 }),
  ("background", { $0.backdrop.first = Vector3(0.7, 0.1, 0.1) }),
  ("exposure", { $0.photo.gain = 1.5 }), ("balance", { $0.photo.balance.x = 1.2 }),
  ("blur", { $0.photo.blur = 0.02 }), ("grain", { $0.photo.grain = 0.03 }),
  ("contrast", { $0.photo.contrast = 1.3 }), ("colour", { $0.photo.colour = 0 }),
]

@Test(arguments: conditions.map(\.name)) func everyConditionOfAPhotoShows(_ name: String) {
  let condition = conditions.first { $0.name == name }!
  var changed = plainTake()
  condition.change(&changed)
  let before = FaceRenderer(FaceLook(), plainTake(), size: size).image()
  let after = FaceRenderer(FaceLook(), changed, size: size).image()
  #expect(difference(before, after) > 0.2)
}

@Test(arguments: Backdrop.Kind.allCases) func everyBackdropIsOfItsOwn(_ kind: Backdrop.Kind) {
  let images = Backdrop.Kind.allCases.map { kind -> [UInt8] in
    var take = plainTake()
    take.backdrop.kind = kind
    take.backdrop.second = Vector3(0.02, 0.3, 0.6)
    return FaceRenderer(FaceLook(), take, size: size).image()
  }
  let own = images[Backdrop.Kind.allCases.firstIndex(of: kind)!]
  #expect(images.filter { difference($0, own) < 0.5 }.count == 1)
}

/// Means over squares of a larger picture are nearer to the smaller one than another face is.
@Test(arguments: [1, 2, 4]) func facesAreTheSameInEverySize(_ factor: Int) throws {
  let small = try opened(train: 6, ["height": .integer(32), "width": .integer(32)])
  let edge = 32 * factor * 2
  let large = try opened(train: 6, ["height": .integer(edge), "width": .integer(edge)])
  for index in 0..<6 {
    let a = bytes(try small.frame(index, of: .train))
    let b = reduced(bytes(try large.frame(index, of: .train)), edge, by: factor * 2)
    let other = bytes(try small.frame((index + 1) % 6, of: .train))
    let own = difference(a, b)
    #expect(own < 8 && own * 3 < difference(other, b), "frame \(index): \(own)")
  }
}

private func reduced(_ image: [UInt8], _ edge: Int, by factor: Int) -> [UInt8] {
  let target = edge / factor
  var result: [UInt8] = []
  for row in 0..<target {
    for column in 0..<target {
      for channel in 0..<3 {
        var sum = 0
        for y in 0..<factor {
          for x in 0..<factor {
            sum += Int(image[((row * factor + y) * edge + column * factor + x) * 3 + channel])
          }
        }
        result.append(UInt8(sum / (factor * factor)))
      }
    }
  }
  return result
}

@Test func facesHaveAnySizeOfEights() throws {
  #expect(
    throws: OptionError(key: "width", message: "found 50, expected a multiple of 8")
  ) { try faces(["width": .integer(50)]) }
  for (height, width) in [(32, 104), (88, 40)] {
    let given: [String: OptionValue] = ["height": .integer(height), "width": .integer(width)]
    let frame = try opened(given).frame(0, of: .train)
    #expect(frame.image.count == height * width * 3)
    #expect(Set(bytes(frame)).count > 60)
  }
}

@Test func facesDigestIsOfTheGenerator() throws {
  let digest = try faces().digest()
  #expect(digest.count == 64)
  #expect(try faces(["train": .integer(3), "world": .integer(4)]).digest() == digest)
}
