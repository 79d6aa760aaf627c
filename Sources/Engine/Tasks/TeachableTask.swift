/// A task whose answers can stand for labels that are missing, as hard labels (Nekrasov et al., ICRA 2019).
public protocol TeachableTask: LearningTask {
  /// The label that an answer to one frame amounts to, as a data set would give it: the most likely class, the predicted
  /// number.
  /// - Parameter answer: the values of the raw answer to that frame.
  func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float]
}

extension Segmentation: TeachableTask {
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    (0..<frame.height * frame.width).map { Float(largest(answer[0] + $0 * classes, classes)) }
  }
}

extension Depth: TeachableTask {
  /// What is predicted at or behind the camera is no distance: it stays missing.
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    (0..<frame.height * frame.width).map { isDistance(answer[0][$0]) ? answer[0][$0] : 0 }
  }
}

extension Normals: TeachableTask {
  /// Of unit length; a vector without a direction stays missing.
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    (0..<frame.height * frame.width).flatMap { pixel -> [Float] in
      let v = answer[0] + 3 * pixel
      let length = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).squareRoot()
      return length > 0 && length < .infinity ? (0..<3).map { v[$0] / length } : [0, 0, 0]
    }
  }
}

extension Regression: TeachableTask {
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    [Float(number(answer[0]))]
  }
}

extension Binary: TeachableTask {
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    [answer[0][0] > 0 ? 1 : 0]
  }
}

extension Classes: TeachableTask {
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    [Float(largest(answer[0], classes))]
  }
}

extension Multilabel: TeachableTask {
  public func label(from answer: [UnsafePointer<Float>], on frame: ImageSize) -> [Float] {
    labels.indices.map { answer[0][$0] > 0 ? 1 : 0 }
  }
}
