/// How a face is taken: from where, in which light, before what.
struct FaceTake {
  var yaw = 0.0
  var pitch = 0.0
  var roll = 0.0
  /// Units between camera and head.
  var distance: Float = 14
  /// Units that the frame's height shows.
  var extent: Float = 2.5
  /// Of the face from where a cropper would put it, as a share of the height.
  var shift = SIMD2<Float>(0, 0)
  var light: FaceLight
  var backdrop = Backdrop()
  var photo = FacePhoto()

  /// How far the head is turned to either side, in degrees.
  var turn: Float { Float(abs(yaw) * 180 / .pi) }
}

/// Draws a head as a shaded surface: triangles into a buffer of samples, each sample painted and lit, four or more
/// samples a pixel.
struct FaceRenderer {
  private let look: FaceLook
  private let take: FaceTake
  private let size: ImageSize
  /// Samples along an edge of a pixel.
  private let finer: Int
  private let camera: FaceCamera
  private let bodyCamera: FaceCamera
  private let meshes: [FaceMesh]
  private let canvas: FaceCanvas
  private let painter: FacePainter

  init(_ look: FaceLook, _ take: FaceTake, size: ImageSize) {
    self.look = look
    self.take = take
    self.size = size
    let edge = min(size.height, size.width)
    finer = max(2, (127 + edge) / edge)
    var camera = FaceCamera(
      yaw: take.yaw, pitch: take.pitch, roll: take.roll, distance: take.distance)
    var body = FaceCamera(
      yaw: take.yaw * 0.35, pitch: 0, roll: take.roll * 0.2, distance: take.distance)
    let samples = Float(edge * finer)
    camera.scale = samples / take.extent
    // A cropper centres the features.
    let features = camera.turned(Vector3(0, look.head.below(-0.3), 0.62))
    let middle = SIMD2(Float(size.width * finer), Float(size.height * finer)) / 2
    let at = camera.projected(features)
    camera.centre = middle - at + take.shift * samples + SIMD2(0, 0.045 * samples)
    body.scale = camera.scale
    body.centre = camera.centre
    self.camera = camera
    bodyCamera = body
    let cut = HairCut(look.hair)
    painter = FacePainter(look, cut, footprint: 1 / camera.scale)
    meshes = Self.meshes(look, cut)
    canvas = FaceCanvas(width: size.width * finer, height: size.height * finer)
    for (index, mesh) in meshes.enumerated() {
      canvas.draw(mesh, index: UInt8(index), camera: mesh.part == .body ? body : camera)
    }
  }

  private static func meshes(_ look: FaceLook, _ cut: HairCut) -> [FaceMesh] {
    let head = HeadMesh(look)
    let hat = look.wear.hat
    var meshes = [
      head.mesh { angle, y in
        let off = cut.thickness(angle, y)
        return hat == .none || y < 0.2 ? off : min(off, 0.05)
      }, .body(look.head),
    ]
    meshes += [-1, 1].map { .ear($0, look.head) }
    if let curtain = cut.curtain(over: head) { meshes.append(curtain) }
    if hat == .none, let bun = cut.bun() { meshes.append(bun) }
    switch hat {
    case .none: break
    case .beanie: meshes.append(head.shell(.hat, lowest: 0.36, off: 0.13, slant: 0.18))
    case .cap:
      meshes.append(head.shell(.hat, lowest: 0.5, off: 0.11, slant: 0.16))
      meshes.append(.brim(head, at: 0.52, reach: 0.5, isPeak: true))
    case .brim:
      meshes.append(head.shell(.hat, lowest: 0.5, off: 0.15, slant: 0.1))
      meshes.append(.brim(head, at: 0.5, reach: 0.5, isPeak: false))
    }
    meshes += FaceMesh.glasses(look.wear, look)
    if look.wear.earring > 0 {
      for side in [Float(-1), 1] {
        meshes.append(
          .ball(
            .jewel,
            at: Vector3(
              side * (0.8 * look.head.width), look.head.below(-0.46) - look.wear.earring, 0.0),
            radius: Vector3(0.6, 1, 0.6) * look.wear.earring, rows: 8, columns: 10))
      }
    }
    return meshes
  }

  /// [H, W, 3]
  func image() -> [UInt8] {
    var light = [Vector3](repeating: Vector3(), count: size.height * size.width)
    let share = 1 / Float(finer * finer)
    let half = SIMD2(Float(size.width), Float(size.height)) / 2
    for row in 0..<size.height {
      for column in 0..<size.width {
        var sum = Vector3()
        var behind: Float = 0
        for y in row * finer..<(row + 1) * finer {
          for x in column * finer..<(column + 1) * finer {
            if canvas.depth[y * canvas.width + x] == -.infinity {
              behind += 1
            } else {
              sum += sample(x, y)
            }
          }
        }
        if behind > 0 {
          let place = (SIMD2(Float(column) + 0.5, Float(row) + 0.5) - half) / half.y
          sum += take.backdrop.colour(place.x, -place.y) * behind
        }
        light[row * size.width + column] = sum * share
      }
    }
    return take.photo.developed(light, size)
  }

  private func sample(_ x: Int, _ y: Int) -> Vector3 {
    let place = y * canvas.width + x
    let mesh = meshes[Int(canvas.mesh[place])]
    let corners = canvas.corners[place]
    let shares = canvas.shares[place]
    let vertex = mesh.vertices.withUnsafeBufferPointer { vertices in
      let (a, b, c) = (
        vertices[Int(corners.x)], vertices[Int(corners.y)], vertices[Int(corners.z)]
      )
      return FaceMesh.Vertex(
        point: blend(a.point, b.point, c.point, shares),
        normal: blend(a.normal, b.normal, c.normal, shares),
        // Across the seam behind the head the angle jumps.
        angle: abs(a.angle - b.angle) + abs(a.angle - c.angle) > 1
          ? a.angle : a.angle + (b.angle - a.angle) * shares.x + (c.angle - a.angle) * shares.y,
        openness: a.openness + (b.openness - a.openness) * shares.x
          + (c.openness - a.openness) * shares.y)
    }
    let own = mesh.part == .body ? bodyCamera : camera
    let point = own.turned(vertex.point)
    let view = normalized(Vector3(0, 0, own.distance) - point)
    var coat = self.coat(mesh.part, vertex)
    var normal = own.turned(normalized(coat.normal))
    if mesh.isOpen, dot(normal, view) < 0 {
      normal = -normal
      if mesh.part == .hair { coat.openness *= 0.35 }
    }
    var seen: Float = 1
    if dot(normal, take.light.direction) > -0.3 {
      let jitter = hashed(Int32(x & 7), Int32(y & 7), 1)
      seen = canvas.visible(
        from: point + normal * 0.01, towards: take.light.direction, camera: camera, jitter: jitter,
        softness: take.light.softness)
    }
    return take.light.radiance(coat, normal: normal, view: view, seen: seen)
  }

  @inline(__always)
  private func blend(_ a: Vector3, _ b: Vector3, _ c: Vector3, _ shares: SIMD2<Float>) -> Vector3 {
    a + (b - a) * shares.x + (c - a) * shares.y
  }

  private func coat(_ part: FaceMesh.Part, _ vertex: FaceMesh.Vertex) -> FaceCoat {
    let wear = look.wear
    switch part {
    case .head:
      return painter.head(
        vertex.point, vertex.normal, angle: vertex.angle, openness: vertex.openness)
    case .hair:
      var coat = painter.strands(vertex.point, vertex.normal, vertex.angle, look.hair.colour)
      coat.openness *= 0.85
      return coat
    case .ear:
      let inner = smoothStep(0.2, 0.75, vertex.normal.z)
      return FaceCoat(
        albedo: look.skin.colour * Vector3(1, 0.88, 0.86) * (1 - 0.3 * inner),
        normal: vertex.normal,
        gloss: look.skin.gloss * 0.6, openness: 0.85 - 0.3 * inner, depth: 1)
    case .body: return body(vertex)
    case .hat:
      let knit = noise(vertex.angle * 60 + 90, vertex.point.y * 30 + 60, look.hair.seed &+ 3)
      return FaceCoat(
        albedo: wear.hatColour * (0.85 + 0.3 * knit), normal: vertex.normal, gloss: 0, openness: 0.9
      )
    case .frame: return FaceCoat(albedo: wear.frame, normal: vertex.normal, gloss: 0.8)
    case .lens:
      let fade = clamp(0.5 + vertex.point.y * 2.2, 0, 1)
      return FaceCoat(
        albedo: mix(Vector3(0.035, 0.025, 0.02), Vector3(0.012, 0.012, 0.014), fade),
        normal: vertex.normal, gloss: 0.9)
    case .jewel: return FaceCoat(albedo: Vector3(0.75, 0.62, 0.35), normal: vertex.normal, gloss: 2)
    }
  }

  private func body(_ vertex: FaceMesh.Vertex) -> FaceCoat {
    let wear = look.wear
    let point = vertex.point
    let front = smoothStep(-0.2, 0.3, point.z)
    let edge =
      -1.3 + 0.1 * look.head.childness - front
      * (wear.hasCollar
        ? wear.neckline * max(0, 1 - abs(point.x) * 2.4) * 1.6
        : wear.neckline * max(0, 1 - point.x * point.x * 1.6))
    if point.y > edge {
      // The chin keeps the sky off the neck.
      let under = smoothStep(-1.5, -0.85, point.y)
      return FaceCoat(
        albedo: look.skin.colour * 0.94, normal: vertex.normal, gloss: look.skin.gloss * 0.4,
        openness: 0.95 - 0.45 * under, depth: 1)
    }
    let band = noise(point.y * 7 + 90, 3, look.skin.seed &+ 11)
    var colour = mix(wear.cloth, wear.second, wear.stripes * smoothStep(0.45, 0.55, band))
    let hem = smoothStep(edge - 0.12, edge - 0.1, point.y)
    if wear.hasCollar { colour = mix(colour, wear.second, hem) }
    let folds = noise(point.x * 3 + 40, point.y * 2 + 40, look.skin.seed &+ 12) - 0.5
    var normal = vertex.normal
    normal.x += folds * 0.5
    return FaceCoat(
      albedo: colour * (0.95 + 0.2 * folds), normal: normal, gloss: 0, openness: 0.9 - 0.2 * hem)
  }
}
