/// What is not the head itself: ears, neck and shoulders, hats, glasses, earrings.
extension FaceMesh {
  static func ear(_ side: Float, _ shape: HeadShape) -> FaceMesh {
    let size = shape.ear * (1 - 0.12 * shape.childness)
    let middle = Vector3(
      side * (0.75 * shape.width * shape.bone + 0.01), shape.below(-0.12) - 0.06 * (size - 1), -0.14
    )
    var ear = ball(.ear, at: Vector3(), radius: Vector3(0.05, 0.25 * size, 0.15 * size))
    for index in ear.vertices.indices {
      let point = ear.vertices[index].point
      // Wider above, and turned away from the skull behind.
      let wide = point * Vector3(1, 1, 1 + 0.9 * point.y)
      let turn: (sine: Float, cosine: Float) = (0.42 * side, 0.9075)
      ear.vertices[index].point = middle + turned(wide, turn) + Vector3(side * 0.05, 0, 0)
      ear.vertices[index].normal = turned(ear.vertices[index].normal, turn)
    }
    return ear
  }

  private static func turned(_ v: Vector3, _ turn: (sine: Float, cosine: Float)) -> Vector3 {
    Vector3(
      v.x * turn.cosine - v.z * turn.sine, v.y, v.x * turn.sine + v.z * turn.cosine)
  }

  static func body(_ shape: HeadShape) -> FaceMesh {
    let child = shape.childness
    let neck = shape.neck * (1 - 0.22 * child)
    // Half-widths, half-depths and middles from inside the head down to the chest.
    let heights = Profile(
      from: 0, to: 1,
      [-0.35, -0.8, -1.12, -1.36, -1.5, -1.63, -1.9, -2.3, -3].map { $0 + 0.12 * child })
    let widths = Profile(
      from: 0, to: 1,
      [0.44 * neck, 0.44 * neck, 0.45 * neck, 0.55 * neck, 0.88, 1.4, 1.85, 2.0, 2.0])
    let depths = Profile(
      from: 0, to: 1, [0.5 * neck, 0.5 * neck, 0.5 * neck, 0.52, 0.58, 0.68, 0.85, 1, 1])
    let rows = 36
    let columns = 40
    return FaceMesh(.body, rows: rows, columns: columns) { row, column in
      let share = Float(row) / Float(rows - 1)
      let turn = Double(column) / Double(columns) * 2 - 1
      let (sine, cosine) = sineCosine(.pi * turn)
      return Vertex(
        point: Vector3(
          widths.at(share) * sine, heights.at(share),
          -0.22 + 0.08 * share + depths.at(share) * cosine), angle: Float(turn))
    }
  }

  /// A flat rim around a hat, or the peak of a cap.
  static func brim(_ head: HeadMesh, at y: Float, reach: Float, isPeak: Bool) -> FaceMesh {
    let rows = 6
    let columns = 48
    return FaceMesh(.hat, rows: rows, columns: columns, isClosed: !isPeak, isOpen: true) {
      row, column in
      let share = Float(row) / Float(rows - 1)
      let span = isPeak ? 0.8 : 2.0
      let turn = (Double(column) / Double(isPeak ? columns - 1 : columns) - 0.5) * span
      let (sine, cosine) = sineCosine(.pi * turn)
      let round = max(0, 1 - y * y / 1.4).squareRoot()
      let inner = head.section(y / 1.2, round, sine, cosine)
      let out = reach * share * (isPeak ? max(0, 1.35 * cosine - 0.35) : 1)
      let fall = isPeak ? -0.22 * share * share : -0.1 * share - 0.06 * share * abs(cosine)
      return Vertex(
        point: Vector3(inner.x + sine * (out + 0.1), y + fall, inner.z + cosine * (out + 0.1)),
        angle: Float(turn))
    }
  }

  /// A tube through points.
  private static func tube(
    _ count: Int, isClosed: Bool, radius: Float, _ at: (Int) -> (Vector3, Vector3)
  ) -> FaceMesh {
    FaceMesh(.frame, rows: 5, columns: count, isClosed: isClosed, isOpen: true) { row, column in
      let (middle, outward) = at(column)
      let (sine, cosine) = sineCosine(.pi * Double(row) / 2)
      return Vertex(point: middle + outward * (radius * sine) + Vector3(0, 0, radius * cosine))
    }
  }

  static func glasses(_ wear: WearLook, _ look: FaceLook) -> [FaceMesh] {
    guard wear.glasses != .none else { return [] }
    let centre = look.eyes.centre + 0.01
    let child = 1 - 0.1 * look.head.childness
    let (a, b) = (wear.lens.x * child, wear.lens.y * child)
    let z: Float = 0.94
    var parts: [FaceMesh] = []
    for side in [Float(-1), 1] {
      /// Lenses curve back to the sides.
      func place(_ x: Float, _ y: Float) -> Vector3 {
        Vector3(side * x, y, z - 0.1 * x * x)
      }
      func rim(_ turn: Double) -> (Float, Float) {
        let (sine, cosine) = sineCosine(turn)
        let corner = 1 + 0.18 * 4 * sine * sine * cosine * cosine
        return (cosine * a * corner, sine * b * corner)
      }
      parts.append(
        tube(28, isClosed: true, radius: wear.frameWidth) { step in
          let (x, y) = rim(.pi * Double(step) / 14)
          return (place(centre + x, -0.03 + y), normalized(Vector3(side * x, y, 0)))
        })
      parts.append(
        tube(6, isClosed: false, radius: wear.frameWidth * 0.9) { step in
          let t = Float(step) / 5
          let from = place(centre + a * 1.05, 0.03)
          let to = Vector3(side * 0.76 * look.head.width, 0.0, -0.1)
          return (mix(from, to, t), Vector3(0, 1, 0))
        })
      if wear.glasses == .dark {
        var lens = FaceMesh(.lens, rows: 3, columns: 28, isOpen: true) { row, column in
          let (x, y) = rim(.pi * Double(column) / 14)
          let share = Float(row) / 2
          return Vertex(point: place(centre + x * share, -0.03 + y * share))
        }
        // Its middle is a point that has no normal.
        for index in lens.vertices.indices {
          lens.vertices[index].normal = normalized(
            Vector3(0.2 * lens.vertices[index].point.x, 0, 1))
        }
        parts.append(lens)
      }
    }
    parts.append(
      tube(6, isClosed: false, radius: wear.frameWidth) { step in
        let t = Float(step) / 5 * 2 - 1
        let x = t * (centre - a * 0.97)
        return (Vector3(x, 0.045 - 0.03 * t * t, z + 0.01), Vector3(0, 1, 0))
      })
    return parts
  }
}
