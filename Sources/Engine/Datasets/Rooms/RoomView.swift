/// Finds where somebody with a camera would stand.
struct RoomView {
  let room: Furnisher
  let scene: Scene
  let size: ImageSize

  /// The best of a few places: one that sees several things and stands in front of none.
  func chosen(_ random: inout RandomStream) -> RoomCamera {
    var best = (score: -Float.infinity, camera: fallback)
    for _ in 0..<10 {
      let camera = drawn(&random)
      guard isFree(camera.position) else { continue }
      let score = score(camera) + random.float(0, 2)
      if score > best.score { best = (score, camera) }
    }
    return best.camera
  }

  private func drawn(_ random: inout RandomStream) -> RoomCamera {
    let room = scene.size
    let position = Vector3(
      random.float(0.25, room.x - 0.25), random.float(0.9, min(1.9, room.y - 0.3)),
      random.float(0.25, room.z - 0.25))
    let target = subject(&random)
    let away = target - position
    let flat = (away.x * away.x + away.z * away.z).squareRoot()
    let pitch = clamp(away.y / max(flat, 0.8), -0.65, 0.2) + random.float(-0.12, 0.12)
    let side = random.float(-0.3, 0.3)
    var camera = RoomCamera(
      position: position, yaw: 0, pitch: Double(pitch), roll: random.uniform(-0.05, 0.05),
      fieldOfView: random.uniform(0.95, 1.2), size: size)
    // The horizontal direction as a sine and a cosine, without an arc tangent.
    let forward = normalized(Vector3(away.x + away.z * side, 0, away.z - away.x * side) + 1e-3)
    camera.turn(towards: forward)
    return camera
  }

  /// What is looked at: mostly a piece of furniture, else some point of the room's middle.
  private func subject(_ random: inout RandomStream) -> Vector3 {
    let pieces = scene.pieces.filter { piece in
      let label = scene.shapes[piece.shapes.lowerBound].label
      return piece.radius > 0.35 && label != .floor && label != .wall && label != .ceiling
    }
    if pieces.isEmpty || random.chance(0.25) {
      let room = scene.size
      return Vector3(
        room.x * random.float(0.2, 0.8), random.float(0.6, 1.5), room.z * random.float(0.2, 0.8))
    }
    // The larger, the sooner.
    let piece = pieces[random.weighted(pieces.map { Double($0.radius * $0.radius) })]
    return piece.centre
      + Vector3(random.float(-0.5, 0.5), random.float(-0.1, 0.5), random.float(-0.5, 0.5))
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

  /// Distinct things on a coarse grid, less what is too near.
  private func score(_ camera: RoomCamera) -> Float {
    scene.pieces.withUnsafeBufferPointer { pieces in
      scene.shapes.withUnsafeBufferPointer { shapes in
        let tracer = Tracer(size: scene.size, pieces: pieces, shapes: shapes)
        let all: UInt64 = pieces.count == 64 ? ~0 : (1 << UInt64(pieces.count)) - 1
        var seen: UInt64 = 0
        var near: Float = 0
        var filled: Float = 0
        let width = Float(size.width)
        for row in 0..<5 {
          let columns = Float4(0.125, 0.375, 0.625, 0.875) * width
          let rays = camera.rays(
            columns, Float4(repeating: (Float(row) + 0.5) / 5 * Float(size.height)))
          let (depth, ids) = tracer.closest(rays, all)
          for lane in 0..<4 {
            if depth[lane] < 0.9 { near += 1 }
            if depth[lane] < 0.5 { near += 2 }
            if ids[lane] >= Scene.faceCount {
              filled += 1
              seen |= 1 << UInt64(scene.owners[Int(ids[lane] - Scene.faceCount)])
            }
          }
        }
        return Float(min(seen.nonzeroBitCount, 7)) + filled * 0.35 - near
      }
    }
  }
}
