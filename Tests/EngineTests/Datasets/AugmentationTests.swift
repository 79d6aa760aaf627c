import Testing

@testable import Engine

private let size = ImageSize(height: 4, width: 6)

private func ramp(_ channels: Int) -> [Float] { (0..<24 * channels).map { Float($0) / 7 } }

private func image(_ view: View, _ source: [Float], channels: Int = 3) -> [Float] {
  var result = [Float](repeating: -7, count: source.count)
  view.copyImage(from: source, to: &result, channels: channels)
  return result
}

/// What a task makes of its label.
private func target(_ view: View, _ task: String, _ source: [Float]) -> [Float] {
  let task = try! tasks.make(task, task == "segmentation" ? ["classes": .integer(255)] : [:]).item
  var result = [Float](repeating: -7, count: source.count)
  _ = result.withUnsafeMutableBufferPointer { result in
    source.withUnsafeBufferPointer { task.encode($0, view, into: [result.baseAddress!]) }
  }
  return result
}

private func mirror() -> View {
  var view = View(size)
  view.mirrored = true
  return view
}

private func crop(top: Int, left: Int, zoom: Float = 2) -> View {
  var view = View(size)
  (view.top, view.left, view.height, view.width, view.zoom) = (top, left, 2, 3, zoom)
  return view
}

@Test func flipTwiceIsTheIdentity() {
  let flip = mirror()
  #expect(image(flip, image(flip, ramp(3))) == ramp(3))
  #expect(image(flip, ramp(3)) != ramp(3))
  for task in ["segmentation", "depth", "normals"] {
    let channels = task == "normals" ? 3 : 1
    #expect(target(flip, task, target(flip, task, ramp(channels))) == ramp(channels))
  }
}

@Test func flipExchangesColumnsAndNegatesX() {
  var normals = [Float](repeating: 0, count: 72)
  (normals[0], normals[1], normals[2]) = (0.6, 0, 0.8)
  let flipped = target(mirror(), "normals", normals)
  #expect(Array(flipped[15..<18]) == [-0.6, 0, 0.8])
  #expect(target(mirror(), "segmentation", (0..<24).map(Float.init))[0] == 5)
}

@Test func zoomDividesDistancesAndKeepsWhatIsMissing() {
  var depth = [Float](repeating: 3, count: 24)
  depth[0] = 0
  let zoomed = target(crop(top: 0, left: 0), "depth", depth)
  #expect(zoomed[0] == 0 && zoomed[1] == 0 && zoomed[6] == 0)
  #expect(zoomed[2] == 1.5 && zoomed[23] == 1.5)
}

@Test func labelsAreTheNearestAndImagesAlignCorners() {
  let labels = target(crop(top: 1, left: 2), "segmentation", (0..<24).map(Float.init))
  #expect(Array(labels[0..<6]) == [8, 8, 9, 9, 10, 10])
  #expect(Array(labels[18..<24]) == [14, 14, 15, 15, 16, 16])
  let picture = image(crop(top: 1, left: 2), (0..<24).map(Float.init), channels: 1)
  #expect(picture[0] == 8 && picture[5] == 10 && picture[18] == 14 && picture[23] == 16)
  #expect(abs(picture[1] - 8.4) < 1e-5)
  #expect(abs(picture[6] - 10) < 1e-5)
}

@Test func directionsStayUnitVectorsAndMissingOnesDoNotLeak() {
  var normals = [Float](repeating: 0, count: 72)
  for pixel in 0..<24 where pixel % 6 != 1 {
    normals[pixel * 3 + (pixel % 6 == 0 ? 0 : 2)] = 1
  }
  let zoomed = target(crop(top: 0, left: 0), "normals", normals)
  for pixel in 0..<24 {
    let n = SIMD3(zoomed[pixel * 3], zoomed[pixel * 3 + 1], zoomed[pixel * 3 + 2])
    let length = (n * n).sum().squareRoot()
    #expect(length == 0 || abs(length - 1) < 1e-6)
    // Column 1 is missing; corners aligned, the columns seen are 0, 0.4, 0.8, 1.2, 1.6, 2.
    let expected = [
      SIMD3<Float>(1, 0, 0), SIMD3(1, 0, 0), .zero, .zero, SIMD3(0, 0, 1), SIMD3(0, 0, 1),
    ]
    #expect(n == expected[pixel % 6])
  }
}

@Test func mtanDrawsItsThreeZooms() throws {
  let augmentation = try augmentations.make("mtan").item
  let frame = ImageSize(height: 60, width: 90)
  var zooms: [Float: Int] = [:]
  var mirrored = 0
  for seed in 0..<600 {
    var random = RandomStream(seed: seed, "view")
    let view = augmentation.view(of: frame, &random)
    zooms[view.zoom, default: 0] += 1
    mirrored += view.mirrored ? 1 : 0
    let window: [Float: [Int]] = [1: [60, 90], 1.2: [50, 75], 1.5: [40, 60]]
    #expect([view.height, view.width] == window[view.zoom])
    #expect(view.top >= 0 && view.top + view.height <= 60)
    #expect(view.left >= 0 && view.left + view.width <= 90)
  }
  #expect(zooms.keys.sorted() == [1, 1.2, 1.5])
  #expect(zooms.values.allSatisfy { $0 > 150 && $0 < 250 })
  #expect(mirrored > 240 && mirrored < 360)
}

@Test(arguments: augmentations.names)
func augmentedFramesDoNotDependOnTheOrder(_ name: String) throws {
  let augmentation = try augmentations.make(name).item
  let images = Tensor([5, 4, 6, 3], (0..<5).flatMap { f in ramp(3).map { $0 + Float(f) } })
  let depth = Tensor([5, 4, 6, 1], (0..<120).map { Float($0) })
  let samples = Samples(
    ids: (0..<5).map(String.init), images: images, targets: ["depth": depth])
  let batcher = Batcher(
    samples, tasks: [try tasks.make("depth").item], augmentation: augmentation)
  let stream = RandomStream(seed: 3, "epoch 1")
  func batch(_ order: [Int]) throws -> (images: [Float], depth: [Float]) {
    var images = [Float](repeating: 0, count: order.count * 72)
    var depth = [Float](repeating: 0, count: order.count * 24)
    try images.withUnsafeMutableBufferPointer { image in
      try depth.withUnsafeMutableBufferPointer { target in
        let labelled = try batcher.fill(
          indices: order, into: image.baseAddress!, targets: [[target.baseAddress!]],
          stream: stream)
        #expect(labelled == [target.count { $0 > 0 }])
      }
    }
    return (images, depth)
  }
  let all = try batch([0, 1, 2, 3, 4])
  let some = try batch([3, 1])
  #expect(Array(some.images[0..<72]) == Array(all.images[216..<288]))
  #expect(Array(some.images[72..<144]) == Array(all.images[72..<144]))
  #expect(Array(some.depth[0..<24]) == Array(all.depth[72..<96]))
  if name == "none" { #expect(all.images == images.values && all.depth == depth.values) }
}
