/// One large flat shape with a pattern before a mottled ground with bars across it, somewhere in the picture, turned and squeezed.
struct ShapePicture {
  private let size: ImageSize
  private let outline: ShapeOutline
  private let pattern: SurfacePattern
  private let colours: (first: Vector3, second: Vector3)
  private let ground: Ground
  private let place: Place

  private struct Ground {
    let colours: (Vector3, Vector3)
    let period: Float
    let seed: UInt32
    /// Of the light over the picture, from left to right and from top to bottom.
    let slope: (Float, Float)
    let bars: [Bar]
  }

  /// A straight bar: the points whose distance along a direction lies within a range.
  private struct Bar {
    let direction: (Float, Float)
    let range: ClosedRange<Float>
    let colour: Vector3
  }

  /// Where the shape lies, in units of the shorter side.
  private struct Place {
    let x, y, radius, sine, cosine, squeeze: Float
    /// Periods of the pattern over the radius.
    let periods: Float
  }

  /// Samples along each side of a pixel.
  private static let samples = 3

  init(
    _ outline: ShapeOutline, _ pattern: SurfacePattern, size: ImageSize,
    _ random: inout RandomStream
  ) {
    (self.outline, self.pattern, self.size) = (outline, pattern, size)
    let short = Float(min(size.height, size.width))
    let (height, width) = (Float(size.height) / short, Float(size.width) / short)
    let radius = random.float(0.24, 0.46)
    let (sine, cosine) = sineCosine(random.uniform(0, 2 * .pi))
    place = Place(
      x: random.float(0.8 * radius, width - 0.8 * radius),
      y: random.float(0.8 * radius, height - 0.8 * radius), radius: radius, sine: sine,
      cosine: cosine, squeeze: random.float(0.7, 1), periods: random.float(1.6, 3))
    let first = Self.colour(&random)
    // Far enough apart to be told from each other.
    let second = Self.colour(&random, unlike: [first])
    colours = (first, second)
    let under = Self.colour(&random, unlike: [first])
    ground = Ground(
      colours: (under, mix(under, Self.colour(&random), 0.35)), period: random.float(0.03, 0.3),
      seed: random.seed(), slope: (random.float(-0.3, 0.3), random.float(-0.3, 0.3)),
      bars: (0..<random.index(below: 4)).map { _ in
        let (sine, cosine) = sineCosine(random.uniform(0, 2 * .pi))
        let start = random.float(-0.6, 1.4)
        return Bar(
          direction: (cosine, sine), range: start...start + random.float(0.02, 0.12),
          colour: Self.colour(&random, unlike: [first]))
      })
  }

  private static func colour(_ random: inout RandomStream, unlike others: [Vector3] = [])
    -> Vector3
  {
    var found = Vector3()
    for _ in 0..<8 {
      found = Vector3(random.float(0.05, 1), random.float(0.05, 1), random.float(0.05, 1))
      let isFar = others.allSatisfy { other in
        let difference = found - other
        return dot(difference, difference) > 0.12
      }
      if isFar { break }
    }
    return found
  }

  /// Bytes, [H, W, 3].
  func image() -> [UInt8] {
    let short = Float(min(size.height, size.width))
    let step = 1 / Float(Self.samples)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * size.height * size.width)
    for row in 0..<size.height {
      for column in 0..<size.width {
        var sum = Vector3()
        for i in 0..<Self.samples {
          for j in 0..<Self.samples {
            sum += colour(
              (Float(column) + (Float(j) + 0.5) * step) / short,
              (Float(row) + (Float(i) + 0.5) * step) / short)
          }
        }
        let mean = sum / Float(Self.samples * Self.samples)
        for c in 0..<3 { bytes.append(UInt8((clamp(mean[c], 0, 1) * 255).rounded())) }
      }
    }
    return bytes
  }

  private func colour(_ x: Float, _ y: Float) -> Vector3 {
    let light = 1 + ground.slope.0 * (x - 0.5) + ground.slope.1 * (y - 0.5)
    let (dx, dy) = ((x - place.x) / place.radius, (y - place.y) / place.radius)
    let u = place.cosine * dx + place.sine * dy
    let v = (place.cosine * dy - place.sine * dx) / place.squeeze
    if outline.contains(u, v) {
      let isSecond = pattern.isSecond(place.periods * u, place.periods * v)
      return (isSecond ? colours.second : colours.first) * light
    }
    for bar in ground.bars
    where bar.range.contains(bar.direction.0 * x + bar.direction.1 * y) {
      return bar.colour * light
    }
    let mottle = noise(x / ground.period, y / ground.period, ground.seed)
    return mix(ground.colours.0, ground.colours.1, mottle) * light
  }
}
