/// Finds where somebody with a camera would stand.
struct RoomView {
  let room: Furnisher
  let scene: Scene
  let size: ImageSize

  /// How often each class is what somebody takes a picture of, where the room has it: what is rare or small in a room is
  /// looked at as often as beds are, so that frames are not of walls and cupboards alone.
  private static let subjects: [RoomClass: Double] = [
    .bed: 1.3, .books: 1.2, .chair: 1.4, .furniture: 0.7, .objects: 0.5, .picture: 1.1, .sofa: 1.4,
    .table: 1.5, .tv: 1.8, .window: 0.6,
  ]

  /// The best of a few places: one that sees several things and stands in front of none.
  func chosen(_ random: inout RandomStream) -> RoomCamera {
    var best = (score: -Float.infinity, camera: fallback)
    for _ in 0..<16 {
      let camera = drawn(&random)
      guard isFree(camera.position) else { continue }
      let score = score(camera) + random.float(0, 2)
      if score > best.score { best = (score, camera) }
    }
    return best.camera
  }

  private func drawn(_ random: inout RandomStream) -> RoomCamera {
    let target = subject(&random)
    let position = place(before: target, &random)
    let away = target.middle - position
    let flat = (away.x * away.x + away.z * away.z).squareRoot()
    let pitch = clamp(away.y / max(flat, 0.8), -0.65, 0.25) + random.float(-0.12, 0.18)
    let side = random.float(-0.3, 0.3)
    var camera = RoomCamera(
      position: position, yaw: 0, pitch: Double(pitch), roll: random.uniform(-0.05, 0.05),
      fieldOfView: random.uniform(0.95, 1.2), size: size)
    // The horizontal direction as a sine and a cosine, without an arc tangent.
    let forward = normalized(Vector3(away.x + away.z * side, 0, away.z - away.x * side) + 1e-3)
    camera.turn(towards: forward)
    return camera
  }

  private struct Subject {
    var middle: Vector3
    var radius: Float
  }

  /// What is looked at: a class of the room, then one of its solids, the larger the sooner.
  private func subject(_ random: inout RandomStream) -> Subject {
    let classes = RoomClass.allCases.filter { Self.subjects[$0] != nil }
    var solids: [RoomClass: [(weight: Double, subject: Subject)]] = [:]
    for (index, shape) in scene.shapes.enumerated() {
      let half = shape.half
      let radius = dot(half, half).squareRoot()
      guard radius > 0.12 else { continue }
      let middle = scene.pieces[Int(scene.owners[index])].world(shape.centre)
      solids[shape.label, default: []].append(
        (Double(radius * radius), Subject(middle: middle, radius: radius)))
    }
    let present = classes.filter { solids[$0] != nil }
    if present.isEmpty || random.chance(0.1) {
      let room = scene.size
      return Subject(
        middle: Vector3(
          room.x * random.float(0.2, 0.8), random.float(0.6, 1.5), room.z * random.float(0.2, 0.8)),
        radius: 0.8)
    }
    let label = present[random.weighted(present.map { Self.subjects[$0]! })]
    let candidates = solids[label]!
    var chosen = candidates[random.weighted(candidates.map(\.weight))].subject
    chosen.middle += Vector3(
      random.float(-0.3, 0.3), random.float(-0.1, 0.3), random.float(-0.3, 0.3))
    return chosen
  }

  /// Near enough that the subject is large in the picture, far enough that what stands around it is seen too.
  private func place(before subject: Subject, _ random: inout RandomStream) -> Vector3 {
    let room = scene.size
    let distance = 0.8 + subject.radius * random.float(0.9, 1.8) + random.float(0, 1.2)
    let (sine, cosine) = sineCosine(random.uniform(-.pi, .pi))
    let at = subject.middle + Vector3(sine, 0, cosine) * distance
    return Vector3(
      clamp(at.x, 0.25, room.x - 0.25), random.float(0.9, min(1.9, room.y - 0.3)),
      clamp(at.z, 0.25, room.z - 0.25))
  }

  private var fallback: RoomCamera {
    RoomCamera(
      position: Vector3(0.2, scene.size.y - 0.3, 0.2), yaw: -2.4, pitch: -0.4, roll: 0,
      fieldOfView: 1.1, size: size)
  }

  private func isFree(_ p: Vector3) -> Bool {
    let margin = Vector3(0.25, 0.15, 0.25)
    return room.isFree(p - margin, p + margin)
  }

  /// Classes on a coarse grid, the more evenly the better, less what is too near.
  private func score(_ camera: RoomCamera) -> Float {
    scene.pieces.withUnsafeBufferPointer { pieces in
      scene.shapes.withUnsafeBufferPointer { shapes in
        let tracer = Tracer(size: scene.size, pieces: pieces, shapes: shapes)
        let all: UInt64 = pieces.count == 64 ? ~0 : (1 << UInt64(pieces.count)) - 1
        var counts = [Float](repeating: 0, count: RoomClass.allCases.count)
        var near: Float = 0
        let width = Float(size.width)
        for row in 0..<6 {
          let rows = Float4(repeating: (Float(row) + 0.5) / 6 * Float(size.height))
          for half in 0..<2 {
            let columns = (Float4(0.5, 1.5, 2.5, 3.5) + Float(4 * half)) / 8 * width
            let (depth, ids) = tracer.closest(camera.rays(columns, rows), all)
            for lane in 0..<4 {
              if depth[lane] < 0.9 { near += 0.5 }
              if depth[lane] < 0.5 { near += 1 }
              if ids[lane] >= Scene.faceCount {
                let label = shapes[Int(ids[lane] - Scene.faceCount)].label
                if label != .void && label != .wall { counts[Int(label.rawValue) + 1] += 1 }
              }
            }
          }
        }
        return counts.reduce(0) { $0 + $1.squareRoot() } - near
      }
    }
  }
}
