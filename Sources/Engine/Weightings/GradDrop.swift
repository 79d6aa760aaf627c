/// Gradient Sign Dropout, GradDrop (Chen et al., NeurIPS 2020, algorithm 1): of the gradients of one component
/// only those of one sign, drawn by how much of them it is, survive. With hₜ the component's gradients and
/// purity P = ½ (1 + Σ hₜ / Σ |hₜ|), a uniform U keeps task t where hₜ > 0 and P > U or hₜ < 0 and P < U; the
/// others leak. As in the paper, gradients are taken on features, hₜ summing gₜ · sign(feature) over the frames
/// of the batch, and a mask serves the component in all frames. `gradients: parameters` is TorchJD's form: hₜ
/// is the gradient of one shared weight. Denominators are exact, where LibMTL adds 1e-7. Task-specific layers
/// take their own gradients unweighted; sum scale. As many backward passes as tasks from the losses to the
/// features, or through all that is shared.
/// Absent task: weight 0; the signs are those of the others' gradients.
public struct GradDrop: RowWeighting {
  public static let name = "graddrop"
  public static let summary =
    "Gradient Sign Dropout: keeps gradients of one sign in each component (Chen et al. 2020)"

  private let place: GradientPlace
  private let leak: Float

  public init(_ options: inout Options) throws {
    place = try options.take(
      "gradients", default: GradientPlace.features, "where the tasks' gradients are compared")
    leak = Float(
      try options.take("leak", default: 0.0, in: 0...1, "share of a dropped gradient that remains"))
  }

  public var needs: Needs { .rows(place) }

  public func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination {
    var random = evidence.random
    if place == .features {
      guard let features = evidence.features else { preconditionFailure("graddrop needs features") }
      for block in evidence.featureBlocks { drop(&rows, block, features[0], &random) }
    } else {
      let block = FeatureBlock(offset: 0, frames: 1, size: rows.width)
      drop(&rows, block, nil, &random)
    }
    let ones = evidence.losses.map { _ in 1.0 }
    return Combination(shared: ones, specific: ones)
  }

  /// Masks one block of the rows, some components at a time.
  private func drop(
    _ rows: inout GradientRows, _ block: FeatureBlock, _ features: UnsafePointer<Float>?,
    _ random: inout RandomStream
  ) {
    let chunk = 1024
    withUnsafeTemporaryAllocation(of: Float.self, capacity: (rows.count + 1) * chunk) { scratch in
      var sums = GradientRows(count: rows.count + 1, width: chunk, scratch.baseAddress!)
      for start in stride(from: 0, to: block.size, by: chunk) {
        let count = min(chunk, block.size - start)
        let offset = block.offset + start
        for task in 0..<rows.count {
          sums.writable(task).update(repeating: 0, count: count)
          for frame in 0..<block.frames {
            let place = offset + frame * block.size
            add(rows[task] + place, features.map { $0 + place }, to: sums.writable(task), count)
          }
        }
        let signs = sums.writable(rows.count)
        drawSigns(sums, tasks: rows.count, into: signs, count, &random)
        for task in 0..<rows.count {
          for frame in 0..<block.frames {
            mask(rows.writable(task) + offset + frame * block.size, sums[task], signs, count)
          }
        }
      }
    }
  }

  private func add(
    _ gradient: UnsafePointer<Float>, _ feature: UnsafePointer<Float>?,
    to sum: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    guard let feature else {
      for i in 0..<count { sum[i] += gradient[i] }
      return
    }
    for i in 0..<count {
      sum[i] += feature[i] > 0 ? gradient[i] : feature[i] < 0 ? -gradient[i] : 0
    }
  }

  /// Which sign each component keeps.
  private func drawSigns(
    _ sums: GradientRows, tasks: Int, into signs: UnsafeMutablePointer<Float>, _ count: Int,
    _ random: inout RandomStream
  ) {
    for i in 0..<count {
      var sum = 0.0
      var size = 0.0
      for task in 0..<tasks {
        let value = Double(sums[task][i])
        sum += value
        size += abs(value)
      }
      let purity = size > 0 ? 0.5 * (1 + sum / size) : 0.5
      let threshold = random.uniform()
      signs[i] = purity > threshold ? 1 : purity < threshold ? -1 : 0
    }
  }

  private func mask(
    _ gradient: UnsafeMutablePointer<Float>, _ sum: UnsafePointer<Float>,
    _ signs: UnsafePointer<Float>, _ count: Int
  ) {
    for i in 0..<count where sum[i] * signs[i] <= 0 { gradient[i] *= leak }
  }
}
