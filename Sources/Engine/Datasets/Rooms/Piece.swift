/// Something that stands in a room: solids that move together. Its frame: x to its left, y up from the floor,
/// z to its front.
struct Piece: Sendable {
  var position = Vector3()
  /// Of the turn about the vertical: the front looks towards (sine, 0, cosine).
  var sine: Float = 0
  var cosine: Float = 1
  /// Into the scene's shapes.
  var shapes: Range<Int> = 0..<0
  /// Those that cast shadows: all but details.
  var casters: Range<Int> = 0..<0
  /// Of all its shapes, in its frame.
  var low = Vector3()
  var high = Vector3()
  /// Lamp shades and windows let light pass.
  var castsShadow = true

  @inline(__always)
  func world(_ p: Vector3) -> Vector3 { position + turned(p) }

  /// A direction of the piece's frame in the room's.
  @inline(__always)
  func turned(_ v: Vector3) -> Vector3 {
    Vector3(cosine * v.x + sine * v.z, v.y, cosine * v.z - sine * v.x)
  }

  @inline(__always)
  func local(_ p: Vector3) -> Vector3 {
    let q = p - position
    return Vector3(cosine * q.x - sine * q.z, q.y, sine * q.x + cosine * q.z)
  }

  var centre: Vector3 { world((low + high) / 2) }
  var radius: Float {
    let half = (high - low) / 2
    return dot(half, half).squareRoot()
  }

  /// In the room's axes.
  var bounds: (low: Vector3, high: Vector3) {
    let half = (high - low) / 2
    let reach = Vector3(
      abs(cosine) * half.x + abs(sine) * half.z, half.y, abs(sine) * half.x + abs(cosine) * half.z)
    return (centre - reach, centre + reach)
  }
}

/// Solids of a piece before it is placed.
struct PieceBuilder {
  private var solids: [Shape] = []
  /// Too flat or too small for a shadow of their own.
  private var details: [Shape] = []
  private(set) var low = Vector3(repeating: .infinity)
  private(set) var high = Vector3(repeating: -.infinity)
  /// The class of what is added without one.
  let label: RoomClass

  init(_ label: RoomClass) { self.label = label }

  /// Those that cast shadows first, `casters` of them.
  var shapes: [Shape] { solids + details }
  var casters: Int { solids.count }

  private mutating func add(_ shape: Shape, isDetail: Bool = false) {
    if isDetail { details.append(shape) } else { solids.append(shape) }
    low = low.replacing(with: shape.low, where: shape.low .< low)
    high = high.replacing(with: shape.high, where: shape.high .> high)
  }

  /// `size` is the whole extent; `base` the middle of the bottom face.
  mutating func box(
    _ base: Vector3, _ size: Vector3, _ material: Int32, _ label: RoomClass? = nil,
    lean: SIMD2<Float> = .zero, cut: SIMD4<Float> = .zero, isDetail: Bool = false
  ) {
    add(
      Shape(
        .box, centre: base + Vector3(0, size.y / 2, 0), half: size / 2, lean: lean, cut: cut,
        material: material, label: label ?? self.label), isDetail: isDetail)
  }

  mutating func ellipsoid(
    _ centre: Vector3, _ half: Vector3, _ material: Int32, _ label: RoomClass? = nil
  ) {
    add(
      Shape(
        .ellipsoid, centre: centre, half: half, material: material, label: label ?? self.label))
  }

  /// An upright cylinder or, with a taper, a frustum on the middle of its bottom face.
  mutating func cylinder(
    _ base: Vector3, radius: Float, height: Float, _ material: Int32, _ label: RoomClass? = nil,
    taper: Float = 1
  ) {
    add(
      Shape(
        .frustum, centre: base + Vector3(0, height / 2, 0),
        half: Vector3(radius, height / 2, radius), taper: taper, material: material,
        label: label ?? self.label))
  }

  /// A cylinder lying along x (axis 0) or z (axis 2).
  mutating func roll(
    _ centre: Vector3, radius: Float, length: Float, axis: UInt8, _ material: Int32,
    _ label: RoomClass? = nil
  ) {
    let half =
      axis == 0 ? Vector3(length / 2, radius, radius) : Vector3(radius, radius, length / 2)
    add(
      Shape(
        .frustum, centre: centre, half: half, axis: axis, material: material,
        label: label ?? self.label))
  }
}
