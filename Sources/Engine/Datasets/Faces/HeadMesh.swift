/// The head as a loft of horizontal sections whose measures follow height, with what stands out or lies back put on it.
struct HeadMesh {
  private let shape: HeadShape
  private let beard: BeardLook
  private let mouth: MouthLook
  private let widths: Profile
  private let depths: Profile
  private let middles: Profile
  private let top: Float
  private let bottom: Float
  private let nose: (base: Float, tip: Float, top: Float)

  init(_ look: FaceLook) {
    shape = look.head
    beard = look.beard
    mouth = look.mouth
    let child = shape.childness
    let jaw = shape.jaw - 0.03 * child
    let cheek = 0.05 * shape.cheek
    // From chin to crown, as shares of an ellipsoid's measures.
    widths = Profile(
      from: -1, to: 1,
      [
        0.88 * shape.chin * (1 - 0.1 * child), 0.72 * jaw + 0.12 * shape.jowl,
        0.725 * jaw + cheek + 0.06 * shape.jowl, 0.735 + cheek - 0.03 * shape.hollow,
        0.76 * shape.bone, 0.78 - 0.03 * shape.hollow, 0.85 + 0.03 * child, 0.93 + 0.03 * child,
        1,
      ].map { $0 * look.head.width })
    depths = Profile(from: -1, to: 1, [0.72, 0.72, 0.8, 0.885, 0.94, 0.985, 1.01, 1, 1])
    middles = Profile(
      from: -1, to: 1, [0.5, 0.38, 0.16, 0, -0.065, -0.09, -0.105, -0.12, -0.12])
    top = 1.12 * (1 + 0.03 * child)
    bottom = shape.below(-1.2)
    nose = (shape.noseBase, shape.noseBase + 0.1, 0.1)
  }

  /// The bare surface at a height from −1 at the chin to 1 at the crown and a direction around the axis.
  func section(_ height: Float, _ round: Float, _ sine: Float, _ cosine: Float) -> Vector3 {
    // Fuller than an ellipse at the diagonals.
    let fuller = 1 + 0.055 * 4 * sine * sine * cosine * cosine
    return Vector3(
      widths.at(height) * round * sine * fuller, height * (height > 0 ? top : -bottom),
      middles.at(height) + depths.at(height) * round * cosine * fuller)
  }

  /// How far the face stands out towards the viewer at a place of it.
  func relief(_ x: Float, _ y: Float) -> (height: Float, openness: Float) {
    let side = abs(x)
    var height: Float = 0
    var shade: Float = 1
    let socket = bump(square((side - 0.31) / 0.24, (y - 0.01) / 0.19))
    height -= 0.085 * shape.socket * socket
    shade -= 0.3 * shape.socket * socket
    height += 0.045 * shape.browRidge * bump(square((side - 0.28) / 0.34, (y - 0.21) / 0.14))
    height += 0.05 * bump(square((side - 0.5) / 0.28, (y + 0.18) / 0.22)) * (shape.bone - 0.2)
    height += 0.09 * shape.cheek * bump(square((side - 0.4) / 0.36, (y + 0.42) / 0.36))
    height -= 0.06 * shape.hollow * bump(square((side - 0.48) / 0.24, (y + 0.55) / 0.3))
    height += 0.07 * shape.jowl * bump(square((side - 0.42) / 0.2, (y - shape.below(-0.92)) / 0.25))
    let (nose, around) = noseRelief(side, y)
    height += nose
    shade -= around
    height += mouthRelief(side, y)
    height += 0.06 * shape.chin * bump(square(x / 0.26, (y - shape.below(-1.0)) / 0.18))
    height +=
      beard.length * beard.chin * bump(square(x / 0.5, (y - shape.below(-1.05)) / 0.4)) * 1.4
    return (height, max(0.3, shade))
  }

  private func noseRelief(_ side: Float, _ y: Float) -> (height: Float, shade: Float) {
    guard side < 0.45, y < 0.3, y > nose.base - 0.15 else { return (0, 0) }
    let grown = 1 - 0.35 * shape.childness
    let along = clamp((nose.top - y) / (nose.top - nose.tip), 0, 1)
    let rise = smoothStep(nose.top + 0.18, nose.top - 0.12, y)
    let end = smoothStep(nose.base - 0.035, nose.tip + 0.02, y)
    let ridge = lerp(0.07 * shape.noseBridge, 0.25 * shape.noseTip, along * (0.5 + 0.5 * along))
    let half = lerp(0.13, 0.19 * shape.noseWidth, along * along)
    var height = ridge * bump(side * side / (half * half)) * rise * end * grown
    let tip = bump(square(side / 0.12, (y - nose.tip + 0.01) / 0.12))
    height += 0.06 * shape.noseTip * tip * grown
    let wing = bump(
      square((side - 0.135 * shape.noseWidth) / 0.1, (y - nose.base - 0.055) / 0.085))
    height += 0.1 * wing * grown
    let under = bump(square(side / (0.26 * shape.noseWidth), (y - nose.base + 0.03) / 0.07))
    let beside = bump(
      square((side - 0.23 * shape.noseWidth) / 0.08, (y - nose.base - 0.06) / 0.13))
    return (height, 0.35 * under + 0.2 * beside)
  }

  private func mouthRelief(_ side: Float, _ y: Float) -> Float {
    let middle = shape.mouthHeight
    let mound = bump(square(side / 0.42, (y - middle) / 0.3))
    let taper = bump(square(side / (mouth.reach * 1.15), 0))
    let lift = mouth.gap / 2
    let upper = bump(square(0, (y - middle - mouth.upper * 0.6 - lift) / (mouth.upper * 1.3)))
    let lower = bump(square(0, (y - middle + mouth.lower * 0.6 + lift) / (mouth.lower * 1.3)))
    return 0.06 * mound + 0.05 * shape.lipFullness * taper * (upper + lower)
  }

  private func square(_ x: Float, _ y: Float) -> Float { x * x + y * y }

  private static let rows = 72
  private static let columns = 72
  /// Denser in front.
  private static let angles: [(angle: Float, sine: Float, cosine: Float)] = (0..<columns).map {
    let u = Double($0) / Double(columns) * 2 - 1
    let angle = .pi * (0.5 * u + 0.5 * u * u * u)
    let (sine, cosine) = sineCosine(angle)
    return (Float(angle / .pi), sine, cosine)
  }
  private static let heights: [(height: Float, round: Float)] = (0..<rows).map {
    let (sine, cosine) = sineCosine(.pi * Double($0) / Double(rows - 1))
    return (cosine, max(0, sine))
  }

  /// With hair that stands off by what `cover` gives for a direction (half turns) and a height.
  func mesh(_ cover: (_ angle: Float, _ y: Float) -> Float) -> FaceMesh {
    FaceMesh(.head, rows: Self.rows, columns: Self.columns) { row, column in
      let (height, round) = Self.heights[row]
      let (angle, sine, cosine) = Self.angles[column]
      var point = section(height, round, sine, cosine)
      var open: Float = 1
      if cosine > 0.1 {
        let relief = self.relief(point.x, point.y)
        point.z += relief.height * smoothStep(0.1, 0.5, cosine)
        open = relief.openness
      }
      let off = cover(angle, point.y)
      if off > 0 { point += Vector3(round * sine, height, round * cosine) * off }
      return FaceMesh.Vertex(point: point, angle: angle, openness: open)
    }
  }

  /// A shell around the skull from the crown down to `lowest`, `off` away from it.
  func shell(_ part: FaceMesh.Part, lowest: Float, off: Float, slant: Float) -> FaceMesh {
    let rows = 24
    return FaceMesh(part, rows: rows, columns: Self.columns) { row, column in
      let (angle, sine, cosine) = Self.angles[column]
      let edge = lowest - slant * (1 - cosine)
      let share = Float(row) / Float(rows - 1)
      let height = 1 - (1 - edge / top) * share * (2 - share) * (0.4 + 0.6 * share)
      let round = max(0, 1 - height * height).squareRoot()
      let stand = off * (row == rows - 1 ? 0.4 : 1)
      let point =
        section(height, round, sine, cosine)
        + Vector3(round * sine, height, round * cosine) * stand
      return FaceMesh.Vertex(point: point, angle: angle)
    }
  }
}
