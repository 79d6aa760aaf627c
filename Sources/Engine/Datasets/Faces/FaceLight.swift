/// One strong light and what comes from all around, in the camera's axes.
struct FaceLight {
  /// Unit, towards the light.
  var direction: Vector3
  var colour: Vector3
  var above: Vector3
  var below: Vector3
  /// A weaker light from the other side.
  var fill: Vector3
  var fillDirection: Vector3
  /// How soft the strong light's shadows are: 0 hard … 1 hardly any.
  var softness: Float

  /// The light that a place sends to the viewer; `seen` is the share of the strong light that arrives.
  func radiance(_ coat: FaceCoat, normal: Vector3, view: Vector3, seen: Float) -> Vector3 {
    // Below skin light goes on, red the farthest: it reaches round the edge of the shadow.
    let wrap = Vector3(0.34, 0.16, 0.1) * coat.depth + 0.04
    let cosine = dot(normal, direction)
    let bare = (Vector3(repeating: cosine) + wrap) / (wrap + 1)
    let key = bare.clamped(lowerBound: Vector3(), upperBound: Vector3(repeating: 1)) * seen
    let lift = normal.y * 0.5 + 0.5
    var light = colour * key + mix(below, above, lift) * coat.openness
    light += fill * (max(0, dot(normal, fillDirection)) * coat.openness)
    var result = coat.albedo * light
    if coat.gloss > 0.01 {
      let middle = normalized(direction + view)
      var peak = max(0, dot(normal, middle))
      peak *= peak
      peak *= peak
      peak *= peak
      let sharp = peak * peak * peak
      let edge = 1 - max(0, dot(normal, view))
      let rim = edge * edge * edge * edge
      result += colour * (seen * coat.gloss * (0.06 * peak + 0.16 * sharp))
      result += above * (coat.gloss * 0.35 * rim)
    }
    if coat.sheen > 0.01 {
      // Along a strand that runs down (Kajiya and Kay 1989).
      let down = Vector3(0, -1, 0)
      let strand = down - normal * dot(normal, down)
      let length = dot(strand, strand)
      let middle = normalized(direction + view)
      let along = dot(strand, middle)
      var peak = max(0, 1 - along * along / max(length, 0.02))
      peak *= peak
      peak *= peak
      peak *= peak
      let arriving = colour * (seen * max(0, cosine + 0.2))
      result += (arriving + above * 0.25) * (0.045 * coat.sheen * peak * peak)
      result += coat.albedo * arriving * (0.5 * coat.sheen * peak)
    }
    return result
  }
}

extension FaceCanvas {
  /// The share of a light that reaches a point in the camera's axes past what the canvas shows, by steps towards
  /// the light; `jitter` in 0..<1.
  func visible(
    from point: Vector3, towards direction: Vector3, camera: FaceCamera, jitter: Float,
    softness: Float
  ) -> Float {
    var hidden: Float = 0
    var step: Float = 0.05 + 0.03 * jitter
    var weight: Float = 1
    for _ in 0..<8 {
      let at = point + direction * step
      let place = camera.projected(at)
      let (column, row) = (Int(place.x), Int(place.y))
      guard place.x >= 0, place.y >= 0, column < width, row < height else { break }
      let over = depth[row * width + column] - at.z
      let least: Float = 0.02 + 0.06 * step
      if over > least && over < 0.8 {
        hidden = max(hidden, weight * smoothStep(least, least + 0.05, over))
      }
      step *= 1.42
      weight *= 1 - 0.22 * softness
    }
    return 1 - hidden * (1 - 0.45 * softness)
  }
}
