extension Joiner {
  /// A dining or desk chair: legs or a swivel foot, seat, solid or slatted back, perhaps arms; or an armchair.
  mutating func chair() -> PieceBuilder {
    if random.chance(0.25) { return sofa(seats: 1, as: .chair) }
    var chair = PieceBuilder(.chair)
    let width = between(0.4, 0.52)
    let depth = between(0.4, 0.52)
    let seat = between(0.42, 0.5)
    let frame = random.chance(0.5) ? palette.wood() : palette.metal()
    let cover = random.chance(0.5) ? frame : palette.fabric()
    if random.chance(0.25) {
      chair.cylinder(Vector3(0, 0.08, 0), radius: 0.03, height: seat - 0.1, frame)
      chair.box(Vector3(0, 0.03, 0), Vector3(width, 0.05, 0.06), frame)
      chair.box(Vector3(0, 0.03, 0), Vector3(0.06, 0.05, depth), frame)
    } else {
      legs(&chair, width: width, depth: depth, height: seat, frame)
    }
    chair.box(Vector3(0, seat, 0), Vector3(width, between(0.03, 0.09), depth), cover)
    let top = between(0.35, 0.6)
    let lean = SIMD2<Float>(0, -between(0, 0.25))
    let behind = -depth / 2 + 0.02
    if random.chance(0.5) {
      let gap = random.chance(0.3) ? between(0.1, 0.2) : 0
      chair.box(
        Vector3(0, seat + gap, behind), Vector3(width, top - gap, 0.04), cover, lean: lean)
    } else {
      let slats = 2 + random.index(below: 3)
      for slat in 0..<slats {
        let x = (Float(slat) / Float(slats - 1) - 0.5) * (width - 0.05)
        chair.box(Vector3(x, seat, behind), Vector3(0.035, top, 0.03), frame, lean: lean)
      }
      chair.box(
        Vector3(0, seat + top - 0.09, behind + lean.y * (top / 2 - 0.05)),
        Vector3(width, 0.09, 0.035), frame, lean: lean)
    }
    if random.chance(0.25) {
      for x in [-width / 2, width / 2] {
        chair.box(Vector3(x, seat + 0.2, 0), Vector3(0.05, 0.04, depth * 0.9), frame)
        chair.box(Vector3(x, seat, depth * 0.35), Vector3(0.04, 0.2, 0.04), frame)
      }
    }
    return chair
  }

  mutating func stool() -> PieceBuilder {
    var stool = PieceBuilder(.chair)
    let height = between(0.4, 0.75)
    let material = palette.wood()
    stool.cylinder(
      Vector3(0, height - 0.05, 0), radius: between(0.15, 0.22), height: 0.06, palette.fabric())
    for (x, z) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
      stool.box(
        Vector3(x * 0.13, 0, z * 0.13), Vector3(0.03, height - 0.05, 0.03), material,
        lean: SIMD2(-x, -z) * 0.08)
    }
    return stool
  }

  mutating func sofa(seats: Int, as label: RoomClass = .sofa) -> PieceBuilder {
    var sofa = PieceBuilder(label)
    let width = Float(seats) * between(0.55, 0.72) + 0.2
    let depth = between(0.75, 1)
    let seat = between(0.36, 0.46)
    let cover = palette.fabric()
    let foot = random.chance(0.5) ? between(0.04, 0.14) : 0
    if foot > 0 { legs(&sofa, width: width, depth: depth, height: foot, palette.wood()) }
    sofa.box(Vector3(0, foot, 0), Vector3(width, seat - foot - 0.12, depth), cover)
    let back = between(0.3, 0.5)
    let lean = SIMD2<Float>(0, -between(0.05, 0.3))
    sofa.box(
      Vector3(0, seat - 0.12, -depth / 2 + 0.12), Vector3(width, back + 0.12, 0.2), cover,
      lean: lean)
    let cushion = random.chance(0.6) ? cover : palette.fabric()
    let share = (width - 0.3) / Float(seats)
    for place in 0..<seats {
      let x = (Float(place) - Float(seats - 1) / 2) * share
      sofa.box(
        Vector3(x, seat - 0.12, 0.06), Vector3(share - 0.02, 0.14, depth - 0.16), cushion)
      if random.chance(0.6) {
        sofa.ellipsoid(
          Vector3(x, seat + back / 2, -depth / 2 + 0.3), Vector3(share / 2, back / 2, 0.14), cushion
        )
      }
    }
    let arm = between(0.12, 0.25)
    let round = random.chance(0.4)
    for side in [-1, 1] as [Float] {
      let x = side * (width / 2 - 0.05)
      sofa.box(Vector3(x, foot, 0), Vector3(0.15, seat + arm - foot, depth), cover)
      if round {
        sofa.roll(
          Vector3(x, seat + arm, 0), radius: 0.1, length: depth, axis: 2, cover)
      }
    }
    let pillows = random.index(below: 3)
    for _ in 0..<pillows {
      let x = between(-width / 2 + 0.3, width / 2 - 0.29)
      pillow(&sofa, Vector3(x, seat + 0.2, -depth / 2 + 0.42), upright: true)
    }
    return sofa
  }

  mutating func bed() -> PieceBuilder {
    var bed = PieceBuilder(.bed)
    let double = random.chance(0.6)
    let width = double ? between(1.35, 1.9) : between(0.85, 1.1)
    let length = between(1.9, 2.15)
    let frame = palette.wood()
    let base = between(0.18, 0.4)
    let foot = random.chance(0.5) ? between(0.05, 0.15) : 0
    bed.box(Vector3(0, foot, 0), Vector3(width, base - foot, length), frame)
    let mattress = between(0.15, 0.3)
    let sheet = palette.fabric()
    bed.box(
      Vector3(0, base, 0.02), Vector3(width - 0.06, mattress, length - 0.08), sheet)
    let top = base + mattress
    let cover = random.chance(0.7) ? palette.fabric() : sheet
    let fold = between(0.55, 0.8) * length
    bed.box(
      Vector3(0, base + 0.04, (length - fold) / 2), Vector3(width + 0.02, mattress, fold + 0.02),
      cover)
    for _ in 0..<random.index(below: 4) {
      bed.ellipsoid(
        Vector3(between(-0.3, 0.3) * width, top + 0.02, between(-0.1, 0.4) * length),
        Vector3(between(0.15, 0.4), between(0.05, 0.12), between(0.15, 0.4)), cover)
    }
    if random.chance(0.75) {
      bed.box(
        Vector3(0, 0, -length / 2 - 0.04), Vector3(width + 0.08, top + between(0.15, 0.7), 0.08),
        random.chance(0.6) ? frame : palette.fabric())
    }
    if random.chance(0.3) {
      bed.box(Vector3(0, 0, length / 2 + 0.03), Vector3(width + 0.08, top + 0.1, 0.06), frame)
    }
    let heads = double ? [-width / 4, width / 4] : [0]
    for x in heads {
      pillow(&bed, Vector3(x, top + 0.07, -length / 2 + 0.3), upright: false)
      if random.chance(0.4) {
        pillow(&bed, Vector3(x, top + 0.2, -length / 2 + 0.16), upright: true)
      }
    }
    if random.chance(0.35) {
      let z = between(0, 0.3) * length
      clutter(&bed, Vector3(0, top + 0.04, z), SIMD2(width * 0.7, 0.5), count: 2)
    }
    return bed
  }

  private mutating func pillow(_ piece: inout PieceBuilder, _ centre: Vector3, upright: Bool) {
    let wide = between(0.2, 0.34)
    let thick = between(0.06, 0.1)
    let half = upright ? Vector3(wide, wide * 0.75, thick) : Vector3(wide, thick, wide * 0.7)
    piece.ellipsoid(centre, half, palette.fabric(), .objects)
  }
}
