/// What a picture shows: its class.
enum Motif: Hashable, Sendable {
  case thing(RoomClass)
  /// By age, the place in `ages`.
  case face(Int)
  case shape(ShapeOutline, SurfacePattern)

  /// What rooms may be called after.
  static let things: [RoomClass] = [
    .bed, .books, .chair, .furniture, .objects, .picture, .sofa, .table, .tv, .window,
  ]
  /// From which age a face is of the next class.
  static let ages = [0, 16, 36, 60]

  /// In the order of the classes.
  static let all: [Motif] =
    things.map(Motif.thing) + ages.indices.map(Motif.face)
    + ShapeOutline.allCases.flatMap { outline in
      SurfacePattern.allCases.map { .shape(outline, $0) }
    }

  var index: Int { Self.all.firstIndex(of: self)! }

  var name: String {
    switch self {
    case .thing(let thing): "room with \(thing)"
    case .face(let place):
      place + 1 < Self.ages.count
        ? "face of \(Self.ages[place]) to \(Self.ages[place + 1] - 1) years"
        : "face of \(Self.ages[place]) years or more"
    case .shape(let outline, let pattern): "\(pattern) \(outline.name)"
    }
  }
}
