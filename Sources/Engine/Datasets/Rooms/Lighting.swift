/// Light at a point of a surface.
struct Lighting {
  let scene: Scene
  let tracer: Tracer
  let grids: [ShadowGrid]
  private let occlusion: OcclusionGrid
  private let everything: UInt64

  init(_ scene: Scene, _ tracer: Tracer) {
    self.scene = scene
    self.tracer = tracer
    grids = scene.lights.map { ShadowGrid($0, scene.pieces) }
    occlusion = OcclusionGrid(scene)
    everything = scene.pieces.indices.reduce(0) {
      scene.pieces[$1].castsShadow ? $0 | 1 << UInt64($1) : $0
    }
  }

  struct Surface {
    var point: Vector3
    /// Unit, towards the viewer.
    var normal: Vector3
    /// Unit, to the viewer.
    var view: Vector3
    /// −1 where the surface is the room's.
    var piece: Int
    var material: Material
    var albedo: Vector3
    /// Where in a light's area the samples lie, 0..<1.
    var jitter: Float
  }

  /// The light that the surface sends to the viewer.
  func radiance(_ surface: Surface) -> Vector3 {
    let lift = surface.normal.y * 0.5 + 0.5
    var diffuse =
      mix(scene.bounce, scene.skylight, lift)
      * occlusion.openness(surface.point, surface.normal, of: surface.piece)
    var specular = Vector3()
    let shine = surface.material.gloss
    for (index, light) in scene.lights.enumerated() {
      add(light, grids[index], surface, shine, &diffuse, &specular)
    }
    if let sun = scene.sun { add(sun, surface, &diffuse) }
    return surface.albedo * (diffuse + surface.material.glow) + specular
  }

  private func add(
    _ light: Light, _ grid: ShadowGrid, _ surface: Surface, _ shine: Float,
    _ diffuse: inout Vector3, _ specular: inout Vector3
  ) {
    let away = light.centre - surface.point
    let square = dot(away, away)
    let distance = square.squareRoot()
    let towards = away / distance
    var cosine = clamp(dot(surface.normal, towards), 0, 1)
    if light.facing != .zero { cosine *= clamp(-dot(light.facing, towards), 0, 1) }
    guard cosine > 0.001 else { return }
    var arriving = light.power / (square + 0.15)
    // Too little to look whether anything is in its way.
    if arriving.max() * cosine > 0.03 * diffuse.max() {
      arriving *= visible(light, grid, surface)
    }
    diffuse += arriving * cosine
    guard shine > 0.05 else { return }
    let middle = normalized(towards + surface.view)
    var peak = clamp(dot(surface.normal, middle), 0, 1)
    peak *= peak
    peak *= peak
    peak *= peak
    peak *= peak
    specular += arriving * (shine * peak * (0.3 + 0.7 * peak))
  }

  /// The share of a light's area that a point sees: by four samples, and by four more where these disagree.
  private func visible(_ light: Light, _ grid: ShadowGrid, _ surface: Surface) -> Float {
    let candidates = grid.candidates(towards: surface.point)
    if candidates == 0 { return 1 }
    let first = share(light, candidates, surface, Float4(-0.5, 0.5, -0.5, 0.5) * 0.5)
    if first == 0 || first == 1 { return first }
    return (first + share(light, candidates, surface, Float4(0.5, -0.5, 0.5, -0.5) * 0.5)) / 2
  }

  /// One sample in each quarter of the area, `shift` from its middle in units of the quarter.
  private func share(
    _ light: Light, _ candidates: UInt64, _ surface: Surface, _ shift: Float4
  ) -> Float {
    let from = surface.point + surface.normal * 0.004
    let u = Float4(-0.5, 0.5, -0.5, 0.5) + (shift + (surface.jitter - 0.5)) * 0.6
    let turned = surface.jitter * 5 - (surface.jitter * 5).rounded(.down) - 0.5
    let v = Float4(-0.5, -0.5, 0.5, 0.5) + (turned - shift) * 0.6
    let to = light.centre - from
    let rays = Packet(
      ox: Float4(repeating: from.x), oy: Float4(repeating: from.y), oz: Float4(repeating: from.z),
      dx: to.x + light.across.x * u + light.along.x * v,
      dy: to.y + light.across.y * u + light.along.y * v,
      dz: to.z + light.across.z * u + light.along.z * v)
    let shadow = tracer.blocked(rays, candidates)
    return Float4(repeating: 0.25).replacing(with: 0, where: shadow).sum()
  }

  /// Sunshine where a ray towards the sun leaves through a window.
  private func add(_ sun: Sun, _ surface: Surface, _ diffuse: inout Vector3) {
    let d = sun.direction
    let cosine = dot(surface.normal, d)
    guard cosine > 0 else { return }
    let far = (
      (d.x > 0 ? scene.size.x : 0) - surface.point.x,
      (d.y > 0 ? scene.size.y : 0) - surface.point.y,
      (d.z > 0 ? scene.size.z : 0) - surface.point.z
    )
    let t = min(far.0 / d.x, min(far.1 / d.y, far.2 / d.z))
    let exit = surface.point + d * t
    let through = sun.windows.contains { window in
      all((exit .> window.low) .& (exit .< window.high))
    }
    guard through else { return }
    let from = surface.point + surface.normal * 0.004
    let rays = Packet(
      ox: Float4(repeating: from.x), oy: Float4(repeating: from.y), oz: Float4(repeating: from.z),
      dx: Float4(repeating: d.x * t), dy: Float4(repeating: d.y * t), dz: Float4(repeating: d.z * t)
    )
    let shadow = tracer.blocked(rays, everything)
    if !shadow[0] { diffuse += sun.power * cosine }
  }
}
