/// What light meets at a place of a surface.
struct FaceCoat {
  /// Linear.
  var albedo: Vector3
  /// Unit, in the head's axes.
  var normal: Vector3
  var gloss: Float = 0.1
  /// Share of the light from all around that arrives.
  var openness: Float = 1
  /// How far light goes on beneath the surface: 1 skin, 0 cloth.
  var depth: Float = 0
  /// Share of a strand's highlight.
  var sheen: Float = 0
}

/// Paints eyes, brows, lips, lines, beard and hair onto the head.
struct FacePainter {
  let look: FaceLook
  let cut: HairCut
  /// Of a sample, in units: what is finer fades.
  let footprint: Float
  let eyes: EyePainter
  let creases: CreasePainter

  init(_ look: FaceLook, _ cut: HairCut, footprint: Float) {
    self.look = look
    self.cut = cut
    self.footprint = footprint
    eyes = EyePainter(look: look.eyes, skin: look.skin.colour, footprint: footprint)
    creases = CreasePainter(look, footprint: footprint)
  }

  func head(_ point: Vector3, _ normal: Vector3, angle: Float, openness: Float) -> FaceCoat {
    let cover = look.hair.density > 0 ? hairCover(angle, point) : 0
    if cover > 0.995 { return strands(point, normal, angle, look.hair.colour) }
    var coat = skin(point, normal, openness)
    if point.z > 0.1 { paintFace(point, &coat) }
    // Hair casts a little shade on the skin beside it.
    if cover > 0 {
      let hair = strands(point, normal, angle, look.hair.colour)
      coat.albedo = mix(coat.albedo, hair.albedo, cover)
      coat.sheen = hair.sheen * cover
      coat.depth *= 1 - cover
      coat.gloss *= 1 - cover
    }
    return coat
  }

  private func hairCover(_ angle: Float, _ point: Vector3) -> Float {
    let strand = noise(angle * 90 + 200, point.y * 2.5 + 20, look.hair.seed &+ 5)
    let jag = (strand - 0.5) * (0.06 + 0.45 * look.hair.fringe)
    return cut.cover(angle, point.y + jag, blur: max(footprint, 0.05)) * look.hair.density
  }

  private func paintFace(_ point: Vector3, _ coat: inout FaceCoat) {
    let (x, y) = (point.x, point.y)
    if y > -0.3 && y < 0.5 {
      paintBrow(x, y, &coat)
      eyes.paint(x, y, &coat)
    }
    if y < -0.2 {
      paintBeard(point, &coat)
      paintNostrils(x, y, &coat)
      paintMouth(x, y, &coat)
    }
  }

  func skin(_ point: Vector3, _ normal: Vector3, _ openness: Float) -> FaceCoat {
    let skin = look.skin
    var colour = skin.colour
    let (x, y) = (point.x, point.y)
    let side = abs(x)
    let cheek = bump(square((side - 0.42) / 0.33, (y + 0.32) / 0.3))
    let nose = bump(square(x / 0.2, (y - look.head.noseBase - 0.08) / 0.16))
    let blush = skin.blush * (cheek + 0.6 * nose)
    colour *= Vector3(1 + 0.12 * blush, 1 - 0.22 * blush, 1 - 0.2 * blush)
    let patches = noise(x * 5 + 30, y * 5 + 30, skin.seed) - 0.5
    colour *= 1 + skin.mottle * 2 * patches
    if skin.spots > 0 {
      let spot = noise(x * 11 + 60, y * 11 + 60, skin.seed &+ 1)
      let dark = skin.spots * smoothStep(0.74, 0.86, spot)
      colour *= mix(Vector3(repeating: 1), Vector3(0.62, 0.5, 0.42), dark)
    }
    if skin.freckles > 0 {
      let dots = noise(x * 34 + 90, y * 34 + 90, skin.seed &+ 2)
      let near = bump(square(side / 0.7, (y + 0.22) / 0.4))
      colour *= mix(
        Vector3(repeating: 1), Vector3(0.72, 0.55, 0.42),
        skin.freckles * near * smoothStep(0.66, 0.84, dots))
    }
    var coat = FaceCoat(
      albedo: colour, normal: normal, gloss: skin.gloss, openness: openness, depth: 1)
    creases.paint(x, y, point.z, &coat)
    return coat
  }

  /// Hair, with strands along the meridians or curls.
  func strands(_ point: Vector3, _ normal: Vector3, _ angle: Float, _ colour: Vector3) -> FaceCoat {
    let hair = look.hair
    let fine = noise(angle * 70 + 300, point.y * 1.6 + 30, hair.seed)
    let locks = noise(angle * 17 + 300, point.y * 1.1 + 60, hair.seed &+ 1)
    let curls = noise(point.x * 11 + 60 + point.z * 7, point.y * 11 + 60, hair.seed &+ 2)
    let straight = 0.55 + 0.55 * fine + 0.4 * (locks - 0.5)
    let tone = lerp(straight, 0.4 + 1.0 * curls, hair.curl)
    var turned = normal
    turned.x += (locks - 0.5) * 0.5 * (1 - hair.curl)
    turned.y += (curls - 0.5) * 1.2 * hair.curl
    turned = normalized(turned)
    return FaceCoat(
      albedo: colour * tone, normal: turned, gloss: 0, openness: 0.55 + 0.45 * tone, depth: 0.15,
      sheen: (1 - 0.7 * hair.curl) * (0.4 + fine))
  }

  private func paintBrow(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let brows = look.brows
    let side = abs(x)
    guard side > 0.06, side < 0.6 else { return }
    let u = (side - 0.11) / 0.41
    let lift = look.head.asymmetry * (x > 0 ? 0.02 : -0.02)
    let rise = brows.arch * (1 - (u - 0.62) * (u - 0.62) * 4) + brows.tilt * (u - 0.5)
    let middle = brows.height + lift + rise
    let half = brows.thickness * (0.65 + 0.6 * u) * (u > 0.55 ? 1 - 0.75 * (u - 0.55) / 0.45 : 1)
    guard half > 0 else { return }
    let blur = max(footprint, 0.016)
    var alpha = smoothStep(half + blur, half - blur, abs(y - middle))
    alpha *= smoothStep(-0.1, 0.08, u) * smoothStep(1.06, 0.85, u)
    guard alpha > 0 else { return }
    let hairs = noise(x * 60 - y * 40 + 100, y * 12 + 50, look.hair.seed &+ 7)
    alpha *= brows.density * (0.72 + 0.5 * hairs)
    cover(&coat, brows.colour, min(alpha, 0.97))
  }

  private func paintNostrils(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let head = look.head
    let grown = 1 - 0.25 * head.childness
    let from = SIMD2(
      (abs(x) - 0.075 * head.noseWidth * grown) / (0.065 * head.noseWidth),
      (y - head.noseBase + 0.005) / 0.035)
    let dark = bump((from * from).sum())
    guard dark > 0 else { return }
    coat.albedo *= mix(Vector3(repeating: 1), Vector3(0.2, 0.13, 0.12), min(1, dark * 1.3))
    coat.gloss *= 1 - dark
  }

  private func paintMouth(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let mouth = look.mouth
    let reach = mouth.reach
    let q = x / reach
    let far = q * q
    guard far < 1.35 else { return }
    let line =
      look.head.mouthHeight + 0.09 * mouth.smile * (far - 0.35) + look.head.asymmetry * 0.02 * q
    let taper = max(0, 1 - far)
    let gap = mouth.gap * taper / 2
    let bow = 1 - 0.25 * bump(q * q / 0.05) + 0.12 * bump((abs(q) - 0.25) * (abs(q) - 0.25) / 0.05)
    let upper = mouth.upper * taper.squareRoot() * (0.35 + 0.65 * taper) * bow
    let lower = mouth.lower * taper * (1.15 - 0.15 * taper)
    let blur = max(footprint * 0.7, 0.01)
    let from = y - line
    let inLips =
      smoothStep(gap + upper + blur, gap + upper - blur, from)
      * smoothStep(-gap - lower - blur, -gap - lower + blur, from) * smoothStep(1.04, 0.96, far)
    if inLips > 0 {
      let shade: Float = from > 0 ? 0.82 : 1.05
      coat.albedo = mix(coat.albedo, mouth.colour * shade, inLips * (0.75 + 0.25 * mouth.paint))
      coat.gloss += inLips * (0.15 + 0.5 * mouth.paint)
      // Rounded: the upper lip looks down, the lower one up and forward.
      coat.normal.y +=
        inLips * (from > 0 ? -0.35 : -0.5 * (from + gap + lower * 0.4) / max(lower, 0.02) * 0.6)
    }
    if gap > 0.004 {
      let inside = smoothStep(gap + blur, gap - blur, abs(from)) * smoothStep(1, 0.9, far)
      let high = (from + gap) / (2 * gap)
      let white = mouth.teeth * smoothStep(0.15, 0.35, high) * smoothStep(0.8, 0.55, far)
      let tone = mix(
        Vector3(0.05, 0.015, 0.015), Vector3(0.62, 0.57, 0.48) * (1 - 0.45 * far), white)
      coat.albedo = mix(coat.albedo, tone, inside)
      coat.openness = lerp(coat.openness, 0.75, inside)
    } else {
      let width = max(footprint * 0.6, 0.012)
      let dark = bump(from * from / (width * width * 2.2)) * smoothStep(1.2, 0.85, far)
      coat.albedo *= mix(Vector3(repeating: 1), Vector3(0.3, 0.2, 0.2), dark * 0.85)
    }
    // The shade below the lower lip.
    let under = bump(square(x / (reach * 0.7), (from + gap + lower + 0.055) / 0.055))
    coat.openness *= 1 - 0.3 * under
  }

  private func paintBeard(_ point: Vector3, _ coat: inout FaceCoat) {
    let beard = look.beard
    guard beard.cheeks + beard.chin + beard.moustache > 0 else { return }
    let (x, y) = (point.x, point.y)
    let side = abs(x)
    let mouth = look.head.mouthHeight
    let ragged = 0.05 * (noise(x * 14 + 70, y * 14 + 70, look.skin.seed &+ 9) - 0.5)
    let edge = -0.5 + 0.42 * smoothStep(0.45, 0.78, side) + ragged
    let cheeks =
      beard.cheeks * smoothStep(edge + 0.05, edge - 0.1, y) * smoothStep(0.24, 0.42, side)
    let chinTop = mouth - 0.1 + 0.1 * smoothStep(0.16, 0.32, side)
    let chin =
      beard.chin * smoothStep(chinTop + 0.03, chinTop - 0.05, y) * smoothStep(0.52, 0.4, side)
    let lip = mouth + 0.05 - 0.35 * max(0, side - 0.16)
    let moustache =
      beard.moustache * smoothStep(lip - 0.02, lip + 0.02, y)
      * smoothStep(
        look.head.noseBase - 0.01, look.head.noseBase - 0.06, y + max(0, side - 0.1) * 0.35)
      * smoothStep(0.36, 0.28, side)
    let amount = max(cheeks, max(chin, moustache))
    guard amount > 0 else { return }
    let hairs = noise(x * 45 + 50, y * 22 + 50, look.skin.seed &+ 8)
    let alpha = min(0.95, amount * (0.65 + 0.6 * hairs))
    cover(&coat, beard.colour * (0.7 + 0.6 * hairs), alpha)
  }

  private func cover(_ coat: inout FaceCoat, _ colour: Vector3, _ alpha: Float) {
    coat.albedo = mix(coat.albedo, colour, alpha)
    coat.gloss *= 1 - alpha
    coat.depth *= 1 - 0.7 * alpha
  }

  @inline(__always)
  private func square(_ x: Float, _ y: Float) -> Float { x * x + y * y }
}
