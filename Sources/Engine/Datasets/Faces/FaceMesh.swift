/// A surface as a grid of points, in units of 10 cm: x to the right in the picture, y up, z towards the viewer.
struct FaceMesh {
  struct Vertex {
    var point: Vector3
    var normal = Vector3(0, 0, 1)
    /// Angle around the vertical axis in half turns: 0 in front, ±1 behind. Hair runs along it.
    var angle: Float = 0
    /// 0 in deep folds of the shape … 1 in the open.
    var openness: Float = 1
  }

  /// What it is made of.
  enum Part: UInt8 { case head, hair, ear, body, hat, frame, lens, jewel }

  let part: Part
  let rows: Int
  let columns: Int
  /// The last column is joined to the first.
  let isClosed: Bool
  /// Seen from both sides.
  let isOpen: Bool
  var vertices: [Vertex]

  /// `make` gives the vertex of a row and a column.
  init(
    _ part: Part, rows: Int, columns: Int, isClosed: Bool = true, isOpen: Bool = false,
    _ make: (_ row: Int, _ column: Int) -> Vertex
  ) {
    self.part = part
    self.rows = rows
    self.columns = columns
    self.isClosed = isClosed
    self.isOpen = isOpen
    vertices = []
    vertices.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { vertices.append(make(row, column)) }
    }
    setNormals()
  }

  /// From the differences of neighbours; outwards where columns run anticlockwise seen from above and rows down.
  private mutating func setNormals() {
    for row in 0..<rows {
      let up = max(0, row - 1) * columns
      let down = min(rows - 1, row + 1) * columns
      for column in 0..<columns {
        let left = isClosed ? (column + columns - 1) % columns : max(0, column - 1)
        let right = isClosed ? (column + 1) % columns : min(columns - 1, column + 1)
        let own = row * columns
        let along = vertices[own + right].point - vertices[own + left].point
        let across = vertices[up + column].point - vertices[down + column].point
        let normal = cross(along, across)
        let square = dot(normal, normal)
        // At a pole the row is a point: up or down.
        vertices[own + column].normal =
          square > 1e-12
          ? normal / square.squareRoot() : Vector3(0, row == 0 ? 1 : -1, 0)
      }
    }
  }
}

@inline(__always)
func cross(_ a: Vector3, _ b: Vector3) -> Vector3 {
  Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// 0 below `low`, 1 above `high`, smooth between.
@inline(__always)
func smoothStep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = clamp((x - low) / (high - low), 0, 1)
  return t * t * (3 - 2 * t)
}

@inline(__always)
func lerp(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

/// 1 at 0, 0 from distance 1 on, smooth; of the squared distance.
@inline(__always)
func bump(_ square: Float) -> Float {
  let left = max(0, 1 - square)
  return left * left
}

/// A smooth line through values at equal steps from `first` to `last` (Catmull and Rom 1974).
struct Profile {
  let first: Float
  let step: Float
  var values: [Float]

  init(from first: Float, to last: Float, _ values: [Float]) {
    self.first = first
    step = (last - first) / Float(values.count - 1)
    self.values = values
  }

  func at(_ x: Float) -> Float {
    let place = clamp((x - first) / step, 0, Float(values.count - 1))
    let index = min(values.count - 2, Int(place))
    let t = place - Float(index)
    let (b, c) = (values[index], values[index + 1])
    let a = index > 0 ? values[index - 1] : b
    let d = index + 2 < values.count ? values[index + 2] : c
    let cubic = (3 * (b - c) + d - a) * t
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + cubic))
  }
}
