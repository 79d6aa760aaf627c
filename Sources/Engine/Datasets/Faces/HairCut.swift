/// Where hair grows and how far it stands off.
struct HairCut {
  private let look: HairLook
  /// Height of the hairline for directions from −1 to 1, in half turns.
  private let lines: [Float]
  private static let steps = 64

  init(_ look: HairLook) {
    self.look = look
    // In front, beside the forehead, temple, before the ear, over it, behind it, nape.
    let base = Profile(
      from: 0, to: 1,
      [
        look.line, look.line - 0.02 + 0.22 * look.recession,
        look.line - 0.13 + 0.35 * look.recession,
        0.24 + 0.2 * look.recession, 0.0 - 0.25 * look.sideburn, -0.08, -0.45, -0.6, -0.66, -0.68,
        -0.68,
      ])
    lines = (0...Self.steps).map { step in
      let angle = Float(step) / Float(Self.steps) * 2 - 1
      let side = abs(angle)
      var line = base.at(side)
      if look.fringe > 0 {
        let from = angle - 0.16 * look.part
        let apart = look.part == 0 ? 0 : bump(from * from / 0.012)
        line -= look.fringe * bump(angle * angle / 0.12) * (1 - apart)
      }
      return line
    }
  }

  /// 0 bare … 1 covered, at a direction and a height; `blur` softens the line.
  func cover(_ angle: Float, _ y: Float, blur: Float) -> Float {
    let place = clamp((angle + 1) / 2, 0, 1) * Float(Self.steps)
    let index = min(Self.steps - 1, Int(place))
    let line = lerp(lines[index], lines[index + 1], place - Float(index))
    var cover = smoothStep(line - blur, line + blur, y)
    if look.bald > 0, cover > 0 {
      let side = abs(angle)
      let rim = 0.62 - 0.22 * smoothStep(0.3, 0.8, side)
      cover *= 1 - look.bald * smoothStep(rim - 0.12, rim + 0.12, y)
    }
    return cover
  }

  /// How far hair stands off the skull.
  func thickness(_ angle: Float, _ y: Float) -> Float {
    // Combed back it rises slowly from the line, a fringe hangs over it.
    let back = look.fringe > 0 ? 0 : 0.16 * bump(angle * angle / 0.12)
    let cover = self.cover(angle, y - 0.8 * back, blur: 0.1 + back)
    guard cover > 0 else { return 0 }
    var volume = look.volume * look.density
    // Closer to the head at the sides and the nape, but for curls.
    volume *= lerp(0.45 + 0.55 * smoothStep(-0.1, 0.75, y), 1, look.curl * look.curl)
    volume *= 1 + 0.5 * look.part * clamp(-angle * 4, -1, 1)
    let front = max(0, 1 - angle * angle / 0.07)
    volume += look.lift * front * smoothStep(look.line, look.line + 0.2, y)
    let locks = 2 + 7 * look.curl
    let uneven = noise(angle * locks * 3 + 40, y * locks + 40, look.seed) - 0.5
    return cover * volume * (1 + uneven * (0.35 + 0.5 * look.curl))
  }

  /// Hair that hangs behind and beside the face; nil where it is short.
  func curtain(over head: HeadMesh) -> FaceMesh? {
    guard look.end < -0.25 else { return nil }
    let rows = 28
    let columns = 40
    let start: Float = 0.85
    return FaceMesh(.hair, rows: rows, columns: columns, isClosed: false, isOpen: true) {
      row, column in
      let down = Float(row) / Float(rows - 1)
      let ragged = hashed(Int32(column), 3, look.seed) * 0.12
      let y = start + (look.end - start - ragged) * down
      // From the right front edge over the back to the left one.
      let open =
        look.front + 0.07 * (noise(y * 3 + 9, column < columns / 2 ? 3 : 9, look.seed) - 0.5)
      let turn = lerp(-2 + open, -open, Float(column) / Float(columns - 1))
      let (sine, cosine) = sineCosine(Double(turn) * .pi)
      let height = max(y, -0.05)
      let round = max(0, 1 - height * height).squareRoot()
      var point = head.section(height, round, sine, cosine)
      point.y = y
      let wave = look.wave * 0.08 * (noise(y * 5 + 20, turn * 6 + 20, look.seed) - 0.5) * 2
      let off = look.volume * (0.55 + 0.5 * down) + 0.02 + wave
      point += Vector3(sine, 0, cosine) * off
      // Falls onto the chest in front, narrows in the neck.
      if y < -0.1 { point.z += (-0.1 - y) * 0.16 * max(0, cosine + 0.6) }
      return FaceMesh.Vertex(point: point, angle: turn < -1 ? turn + 2 : turn)
    }
  }

  func bun() -> FaceMesh? {
    guard look.bun > 0 else { return nil }
    return .ball(
      .hair, at: Vector3(0, 1.2 + 0.1 * look.bun, -0.45), radius: Vector3(repeating: look.bun))
  }
}

extension FaceMesh {
  /// An ellipsoid.
  static func ball(
    _ part: Part, at centre: Vector3, radius: Vector3, rows: Int = 14, columns: Int = 20
  )
    -> FaceMesh
  {
    FaceMesh(part, rows: rows, columns: columns) { row, column in
      let (sine, cosine) = sineCosine(.pi * Double(row) / Double(rows - 1))
      let turn = Double(column) / Double(columns) * 2 - 1
      let around = sineCosine(.pi * turn)
      return Vertex(
        point: centre + radius * Vector3(sine * around.sine, cosine, sine * around.cosine),
        angle: Float(turn))
    }
  }
}
