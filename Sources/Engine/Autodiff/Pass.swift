import KernelTable

/// What a forward pass gives to a primitive.
struct Pass {
  let values: UnsafeMutablePointer<Float>
  let buffers: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
  /// Batch statistics and their running means (true), or the running means alone (false).
  let training: Bool

  func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> { values + parameter.offset }
  func pointer(_ buffer: StateBuffer) -> UnsafeMutablePointer<Float> { buffers + buffer.offset }
}
