import KernelTable

/// The loss of FCOS (Tian et al., ICCV 2019) as torchvision has it: focal loss of all logits, generalised-IoU loss and the cross-entropy of
/// centerness at the locations that have an object, all summed over the batch and divided by the number of such locations, or 1.
struct DetectionLoss: Sendable {
  let grid: DetectionGrid
  let answer: DetectionAnswer
  let slots: ObjectSlots

  /// The terms of one image.
  struct Sums {
    var total = 0.0
    /// Locations that have an object.
    var positives = 0
  }

  /// - Parameters:
  ///   - answers: of this image, by level.
  ///   - slopes: where the gradients of the sums go; all are set.
  func sums(
    _ objects: [LabelledObject], _ answers: [UnsafePointer<Float>],
    slopes: [UnsafeMutablePointer<Float>]
  ) -> Sums {
    let assignment = BoxAssignment(objects)
    var sums = Sums()
    for (index, level) in grid.levels.enumerated() {
      for location in 0..<level.locations {
        let (own, slope) = (
          answers[index] + location * answer.channels,
          slopes[index] + location * answer.channels
        )
        switch assignment.target(level, location) {
        case .ignored: slope.update(repeating: 0, count: answer.channels)
        case .background:
          sums.total += classes(own, slope, category: nil)
          (slope + answer.sides).update(repeating: 0, count: 5)
        case .object(let number):
          let object = objects[number]
          let (x, y) = level.centre(location)
          let truth = Sides(of: object.box, x: x, y: y).divided(by: Float(level.stride))
          sums.total += classes(own, slope, category: object.category)
          sums.total += box(own, slope, truth)
          sums.positives += 1
        }
      }
    }
    return sums
  }

  private func classes(
    _ own: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, category: Int?
  ) -> Double {
    var total = 0.0
    for c in 0..<answer.categories {
      let found = FocalLoss.value(own[c], isPositive: c == category)
      total += Double(found.loss)
      slope[c] = found.slope
    }
    return total
  }

  private func box(
    _ own: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ truth: Sides
  ) -> Double {
    let raw = own + answer.sides
    let giou = GIoULoss.value(answer.rectifiedSides(own), truth)
    let slopes = [
      giou.slopes.left, giou.slopes.top, giou.slopes.right, giou.slopes.bottom,
    ]
    for side in 0..<4 { slope[answer.sides + side] = raw[side] > 0 ? slopes[side] : 0 }
    let centerness = BinaryCrossEntropy.value(own[answer.centerness], truth.centerness)
    slope[answer.centerness] = centerness.slope
    return Double(giou.loss) + Double(centerness.loss)
  }
}

extension DetectionLoss {
  /// A scalar value of the answers, by level, and the slots.
  func callAsFunction(_ answers: [Value], _ targets: [Value]) -> Value {
    for (level, value) in zip(grid.levels, answers) {
      precondition(
        value.extent.height == level.size.height && value.extent.width == level.size.width,
        "\(value.extent) at stride \(level.stride)")
    }
    return answers[0].tape.record(
      DetectionLossPrimitive(self), answers + targets, Extent(1, 1, 1, 1))
  }
}

/// Inputs are the levels' answers, then the slots.
private final class DetectionLossPrimitive: Primitive {
  var kind: LayerKind { .loss }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  private let loss: DetectionLoss
  private let levels: Int

  init(_ loss: DetectionLoss) {
    self.loss = loss
    levels = loss.grid.levels.count
  }

  /// The number of locations with an object, then the gradient of the sum by every answer.
  func auxiliaryBytes(_ node: Node) -> Int {
    64 + 4 * node.inputs.prefix(levels).map(\.extent.count).reduce(0, +)
  }
  /// Every image's sum and number, as doubles.
  func scratch(_ node: Node) -> Int { 4 * node.inputs[0].extent.batch }

  private func gradients(_ node: Node) -> [UnsafeMutablePointer<Float>] {
    var next = (node.auxiliary + 64).assumingMemoryBound(to: Float.self)
    return node.inputs.prefix(levels).map { input in
      defer { next += input.extent.count }
      return next
    }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let batch = node.inputs[0].extent.batch
    let sums = UnsafeMutableRawPointer(pass.scratch)
      .bindMemory(to: Double.self, capacity: 2 * batch)
    let gradients = gradients(node)
    let slots = node.inputs.dropFirst(levels).map { UnsafePointer($0.data!) }
    node.team.run(batch) { image, _ in
      let counts = (0..<levels).map { node.inputs[$0].extent.count / batch }
      let slopes = (0..<levels).map { gradients[$0] + image * counts[$0] }
      guard let objects = loss.slots.objects(slots, frame: image) else {
        for level in 0..<levels { slopes[level].update(repeating: 0, count: counts[level]) }
        (sums[2 * image], sums[2 * image + 1]) = (0, 0)
        return
      }
      let found = loss.sums(
        objects, (0..<levels).map { UnsafePointer(node.inputs[$0].data!) + image * counts[$0] },
        slopes: slopes)
      (sums[2 * image], sums[2 * image + 1]) = (found.total, Double(found.positives))
    }
    let total = (0..<batch).reduce(0.0) { $0 + sums[2 * $1] }
    let positives = max((0..<batch).reduce(0.0) { $0 + sums[2 * $1 + 1] }, 1)
    node.data[0] = Float(total / positives)
    node.auxiliary.assumingMemoryBound(to: Int.self)[0] = Int(positives)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let positives = node.auxiliary.assumingMemoryBound(to: Int.self)[0]
    let gradients = gradients(node)
    for slot in 0..<node.lanes {
      let factor = sweep.cotangent(node, slot)[0] / Float(positives)
      for level in 0..<levels {
        let channels = node.inputs[level].extent.channels
        sweep.passRows(node, slot, to: level) { rows, _, dx in
          Engine.kernels.scale(
            rows.count * channels, factor, gradients[level] + rows.lowerBound * channels, dx)
        }
      }
    }
  }
}
