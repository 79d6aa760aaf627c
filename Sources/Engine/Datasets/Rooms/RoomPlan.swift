/// What kind of room it is and what stands in it.
enum RoomPlan: CaseIterable {
  case bedroom, living, study, dining, kitchen, lounge, store

  /// NYUv2's scenes, but with fewer bedrooms and kitchens and more of the rooms that have sofas, tables and screens.
  static let weights = [0.26, 0.28, 0.17, 0.14, 0.06, 0.06, 0.03]

  /// A room from a stream of its own.
  static func furnished(_ stream: RandomStream) -> Furnisher {
    var random = stream.stream("plan")
    let plan = allCases[random.weighted(weights)]
    let size = Vector3(
      random.float(2.8, 5), random.float(2.25, 3), random.float(2.8, 5))
    var room = Furnisher(size: size, stream)
    plan.shape(&room)
    plan.open(&room)
    plan.furnish(&room)
    plan.decorate(&room)
    return room
  }

  /// Pillars and sloping ceilings: not every wall is a rectangle.
  private func shape(_ room: inout Furnisher) {
    let size = room.scene.size
    if room.random.chance(0.12) {
      let depth = room.random.float(0.6, 1.4)
      let drop = room.random.float(0.5, 1.1)
      var slope = PieceBuilder(.ceiling)
      let length = (depth * depth + drop * drop).squareRoot()
      slope.box(
        Vector3(), Vector3(size.x, drop, depth), room.scene.faces[3],
        cut: SIMD4(0, -depth / length, drop / length, 0))
      room.fix(slope, at: Vector3(size.x / 2, size.y - drop, depth / 2), castsShadow: false)
      room.reserve(Vector3(0, size.y - drop, 0), Vector3(size.x, size.y, depth))
    }
    for _ in 0..<2 where room.random.chance(0.15) {
      var pillar = PieceBuilder(.wall)
      pillar.box(
        Vector3(), Vector3(room.random.float(0.25, 0.9), size.y, room.random.float(0.1, 0.5)),
        room.scene.faces[0])
      room.againstWall(pillar, gap: 0...0)
    }
  }

  /// Doors, windows and lights.
  private func open(_ room: inout Furnisher) {
    let size = room.scene.size
    if room.random.chance(0.8) {
      let door = room.joiner.door()
      if let placed = room.againstWall(door, gap: -0.01...0) {
        room.reserve(placed.bounds.low - 0.1, placed.bounds.high + 0.35)
      }
    }
    let day = room.random.chance(0.7)
    let daylight = day ? room.random.float(0.5, 2.2) : 0.02
    let hue = Vector3(
      room.random.float(0.75, 1.05), room.random.float(0.85, 1), room.random.float(0.85, 1.25))
    var openings: [(low: Vector3, high: Vector3)] = []
    for _ in 0..<(1 + room.random.index(below: 3)) where room.random.chance(0.8) {
      let low = room.random.chance(0.2) ? Float(0.1) : room.random.float(0.7, 1.1)
      let height = min(room.random.float(0.9, 1.6), size.y - low - 0.3)
      let width = room.random.float(0.8, 2.2)
      let glow = day ? daylight * room.random.float(1.2, 3) : 0.03
      let window = room.joiner.window(width: width, height: height, glow: glow)
      guard let placed = room.againstWall(window, lift: low, gap: -0.01...0, tries: 5) else {
        continue
      }
      let middle = placed.world(Vector3(0, height / 2, 0.15))
      let (a, b) = (
        placed.world(Vector3(-width / 2, 0, -0.4)), placed.world(Vector3(width / 2, height, 0.4))
      )
      openings.append(
        (a.replacing(with: b, where: b .< a), a.replacing(with: b, where: b .> a)))
      guard day else { continue }
      room.light(
        Light(
          centre: middle, across: placed.turned(Vector3(width / 2, 0, 0)),
          along: Vector3(0, height / 2, 0), power: hue * (daylight * width * height * 1.6),
          facing: placed.turned(Vector3(0, 0, 1))))
    }
    if day && !openings.isEmpty && room.random.chance(0.5) {
      let direction = normalized(
        Vector3(
          room.random.float(-1, 1), room.random.float(0.25, 0.9), room.random.float(-1, 1)))
      room.shine(
        Sun(
          direction: direction, power: Vector3(1, 0.9, 0.75) * (daylight * 3), windows: openings))
    }
    hangLamp(&room, needed: room.scene.lights.isEmpty)
    let level = room.random.float(0.12, 0.4) * (day ? max(daylight, 0.6) : 0.5)
    let warm = Vector3(1.05, 1, 0.92)
    room.ambient(warm * level, warm * level * room.random.float(0.4, 0.9))
  }

  private func hangLamp(_ room: inout Furnisher, needed: Bool) {
    let size = room.scene.size
    let isOn = needed || room.random.chance(0.55)
    guard isOn || room.random.chance(0.4) else { return }
    let lamp = room.joiner.ceilingLamp(glow: isOn ? 3 : 0.02)
    let at = Vector3(
      size.x * room.random.float(0.35, 0.65), size.y, size.z * room.random.float(0.35, 0.65))
    room.fix(lamp, at: at, castsShadow: false)
    guard isOn else { return }
    let power = room.random.float(0.8, 2.6)
    room.light(
      Light(
        centre: at + Vector3(0, lamp.low.y - 0.05, 0), across: Vector3(0.16, 0, 0),
        along: Vector3(0, 0, 0.16),
        power: Vector3(1, room.random.float(0.75, 0.95), room.random.float(0.5, 0.9)) * power))
  }

  private func furnish(_ room: inout Furnisher) {
    furnishUsually(&room)
    // Rooms fill up.
    for _ in 0..<(1 + room.random.index(below: 3)) {
      switch room.random.index(below: 5) {
      case 0, 1: some(&room, 0.8) { $0.shelf() }
      case 2: some(&room, 0.8) { $0.wardrobe() }
      default: some(&room, 0.8) { $0.dresser() }
      }
    }
  }

  private func furnishUsually(_ room: inout Furnisher) {
    switch self {
    case .bedroom: bedroom(&room)
    case .living: living(&room)
    case .study: study(&room)
    case .dining: dining(&room)
    case .kitchen: kitchen(&room)
    case .lounge: lounge(&room)
    case .store: store(&room)
    }
  }

  private func bedroom(_ room: inout Furnisher) {
    for _ in 0..<(room.random.chance(0.2) ? 2 : 1) {
      guard let bed = room.againstWall(room.joiner.bed(), gap: 0.01...0.1, tries: 20) else {
        continue
      }
      for side in [-1, 1] as [Float] where room.random.chance(0.65) {
        let stand = room.joiner.nightstand()
        room.beside(
          bed, stand, at: Vector3(side * (bed.high.x + stand.high.x + 0.05), 0, bed.low.z + 0.3),
          angle: 0, overlapping: false)
      }
    }
    some(&room, 0.8) { $0.wardrobe() }
    some(&room, 0.8) { $0.dresser() }
    some(&room, 0.3) { $0.shelf() }
    if room.random.chance(0.45) { deskAndChair(&room) }
    if room.random.chance(0.35) { some(&room, 1) { $0.televisionStand() } }
  }

  private func living(_ room: inout Furnisher) {
    let seats = 2 + room.random.index(below: 2)
    if let sofa = room.againstWall(room.joiner.sofa(seats: seats), gap: 0.02...0.6, tries: 20) {
      if room.random.chance(0.9) {
        let table = room.joiner.coffeeTable()
        room.beside(
          sofa, table, at: Vector3(room.random.float(-0.3, 0.3), 0, sofa.high.z + 0.75), angle: 0,
          overlapping: false)
      }
      for side in [-1, 1] as [Double] where room.random.chance(0.4) {
        let chair = room.joiner.sofa(seats: 1, as: .chair)
        room.beside(
          sofa, chair, at: Vector3(Float(side) * (sofa.high.x + 0.5), 0, sofa.high.z + 0.6),
          angle: -side * .pi / 2 + room.random.uniform(-0.4, 0.4), overlapping: false)
      }
    }
    if room.random.chance(0.35) {
      room.againstWall(room.joiner.sofa(seats: 2), gap: 0.02...0.2)
    }
    some(&room, 0.85) { $0.televisionStand() }
    some(&room, 0.6) { $0.shelf() }
    some(&room, 0.4) { $0.dresser() }
    some(&room, 0.15) { $0.wardrobe() }
  }

  private func study(_ room: inout Furnisher) {
    for _ in 0..<(1 + room.random.index(below: 3)) { deskAndChair(&room) }
    some(&room, 0.85) { $0.shelf() }
    some(&room, 0.5) { $0.shelf() }
    some(&room, 0.6) { $0.dresser() }
    some(&room, 0.4) { $0.wardrobe() }
    if room.random.chance(0.2) { room.freely(room.joiner.chair()) }
  }

  private func dining(_ room: inout Furnisher) {
    if let table = room.freely(room.joiner.table(desk: false), tries: 20) {
      chairs(&room, around: table)
    }
    some(&room, 0.8) { $0.dresser() }
    some(&room, 0.5) { $0.shelf() }
    some(&room, 0.5) { $0.wardrobe() }
    some(&room, 0.3) { $0.sofa(seats: 2) }
  }

  private func kitchen(_ room: inout Furnisher) {
    let wall = room.random.index(below: 4)
    room.againstWall(room.joiner.counter(), wall: wall, gap: 0...0.02, tries: 20)
    room.againstWall(room.joiner.refrigerator(), wall: wall, gap: 0.02...0.08)
    for _ in 0..<2 where room.random.chance(0.7) {
      room.againstWall(
        room.joiner.wallCabinet(), wall: wall, lift: room.random.float(1.35, 1.5), gap: 0...0)
    }
    room.againstWall(room.joiner.counter(), gap: 0...0.02)
    some(&room, 0.4) { $0.wardrobe() }
    if room.random.chance(0.5), let table = room.freely(room.joiner.table(desk: false)) {
      chairs(&room, around: table)
    }
    if room.random.chance(0.4) { room.freely(room.joiner.stool()) }
  }

  private func lounge(_ room: inout Furnisher) {
    for _ in 0..<(2 + room.random.index(below: 3)) {
      let seats = 1 + room.random.index(below: 3)
      room.againstWall(
        room.joiner.sofa(seats: seats, as: seats == 1 ? .chair : .sofa), gap: 0.02...0.3)
    }
    room.freely(room.joiner.coffeeTable())
    if room.random.chance(0.6), let table = room.freely(room.joiner.table(desk: false)) {
      chairs(&room, around: table)
    }
    some(&room, 0.5) { $0.shelf() }
    some(&room, 0.4) { $0.dresser() }
  }

  private func store(_ room: inout Furnisher) {
    for _ in 0..<(3 + room.random.index(below: 4)) {
      room.againstWall(room.joiner.shelf(), gap: 0.01...0.04)
    }
    for _ in 0..<2 where room.random.chance(0.6) {
      room.freely(room.random.chance(0.5) ? room.joiner.table(desk: false) : room.joiner.dresser())
    }
    some(&room, 0.6) { $0.wardrobe() }
  }

  private func deskAndChair(_ room: inout Furnisher) {
    guard let desk = room.againstWall(room.joiner.table(desk: true), gap: 0.01...0.08) else {
      return
    }
    guard room.random.chance(0.85) else { return }
    room.beside(
      desk, room.joiner.chair(),
      at: Vector3(room.random.float(-0.2, 0.2), 0, desk.high.z + room.random.float(0, 0.4)),
      angle: .pi + room.random.uniform(-0.7, 0.7), overlapping: true)
  }

  /// Alike, on the sides of a table.
  private func chairs(_ room: inout Furnisher, around table: Piece) {
    let chair = room.joiner.chair()
    let wide = table.high.x
    let deep = table.high.z
    let places: [(Float, Float, Double)] = [
      (-wide / 2, deep + 0.15, .pi), (wide / 2, deep + 0.15, .pi), (-wide / 2, -deep - 0.15, 0),
      (wide / 2, -deep - 0.15, 0), (wide + 0.15, 0, -.pi / 2), (-wide - 0.15, 0, .pi / 2),
    ]
    for (x, z, angle) in places where room.random.chance(0.7) {
      let at = Vector3(
        x + room.random.float(-0.06, 0.06), 0, z + room.random.float(-0.1, 0.15) * (z < 0 ? -1 : 1))
      room.beside(
        table, chair, at: at, angle: angle + room.random.uniform(-0.3, 0.3), overlapping: true)
    }
  }

  /// With its back to a wall, with a probability.
  private func some(
    _ room: inout Furnisher, _ probability: Double, _ make: (inout Joiner) -> PieceBuilder
  ) {
    guard room.random.chance(probability) else { return }
    room.againstWall(make(&room.joiner), gap: 0.01...0.06)
  }

  /// What is on the walls and lies about.
  private func decorate(_ room: inout Furnisher) {
    let size = room.scene.size
    if room.random.chance(0.3) {
      room.againstWall(
        room.joiner.television(), lift: room.random.float(0.9, 1.4), gap: 0...0)
    }
    for _ in 0..<(1 + room.random.index(below: 5)) {
      room.againstWall(room.joiner.picture(), lift: room.random.float(1, 1.7), gap: 0...0)
    }
    if room.random.chance(0.12) {
      room.againstWall(room.joiner.mirror(), lift: room.random.float(0.3, 1), gap: 0...0)
    }
    for _ in 0..<room.random.index(below: 2) {
      room.againstWall(room.joiner.hanging(), lift: room.random.float(0.9, 1.5), gap: 0...0)
    }
    for _ in 0..<room.random.index(below: 3) {
      room.againstWall(room.joiner.wallShelf(), lift: room.random.float(1.1, 1.8), gap: 0...0)
    }
    for _ in 0..<(1 + room.random.index(below: 4)) {
      let thing = room.joiner.floorThing()
      if room.random.chance(0.6) {
        room.againstWall(thing, gap: 0.01...0.2)
      } else {
        room.freely(thing)
      }
    }
    if room.random.chance(0.15) { room.freely(room.joiner.chair()) }
    if room.random.chance(0.45) {
      var rug = PieceBuilder(.floor)
      rug.box(
        Vector3(), Vector3(room.random.float(1, 2.4), 0.01, room.random.float(0.8, 1.8)),
        room.joiner.palette.fabric())
      let at = Vector3(
        size.x * room.random.float(0.35, 0.65), 0, size.z * room.random.float(0.35, 0.65))
      room.fix(rug, at: at, castsShadow: false)
    }
    if room.random.chance(0.5) { skirting(&room) }
  }

  private func skirting(_ room: inout Furnisher) {
    let size = room.scene.size
    var boards = PieceBuilder(.wall)
    let material =
      room.random.chance(0.7) ? room.joiner.palette.paint() : room.joiner.palette.wood()
    let height = room.random.float(0.06, 0.14)
    for z in [-size.z / 2, size.z / 2] {
      boards.box(Vector3(0, 0, z), Vector3(size.x, height, 0.03), material)
    }
    for x in [-size.x / 2, size.x / 2] {
      boards.box(Vector3(x, 0, 0), Vector3(0.03, height, size.z), material)
    }
    room.fix(boards, at: Vector3(size.x / 2, 0, size.z / 2), castsShadow: false)
  }
}
