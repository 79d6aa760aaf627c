@testable import Engine

extension Samples {
  /// All images, [N, H, W, 3].
  var images: Tensor {
    let found = Tensor([count, size.height, size.width, 3])
    for frame in 0..<count { try! copyImage(of: frame, to: found.row(frame)) }
    return found
  }

  /// All labels by task name: [N, H, W, c] of a map, [N, 1, 1, c] of a vector.
  var targets: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: labels.map { task, layout in
        let pixels = size.height * size.width
        let floats = layout.count
        let isMap = floats % pixels == 0 && floats / pixels > 0
        let found = Tensor(
          isMap
            ? [count, size.height, size.width, floats / pixels] : [count, 1, 1, floats])
        for frame in 0..<count {
          try! withLabel(of: task, frame, room: found.row(frame)) { _ in }
        }
        return (task, found)
      })
  }
}

extension Tensor {
  /// One value of a row of the first axis.
  func value(_ row: Int, _ index: Int) -> Float { values[row * (count / shape[0]) + index] }
}
