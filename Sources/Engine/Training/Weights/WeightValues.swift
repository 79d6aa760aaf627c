/// What a network may be given of a file.
extension NetworkWeights {
  /// The values of a tensor, for a parameter or a running statistic. Throws `DataError` where they are no floats, not finite, or negative
  /// variances: a network with one of these answers nothing but NaN.
  func values(of stored: StoredTensor, for own: NetworkTensor) throws -> [Float] {
    try checkType(stored)
    let values = try file.values(of: stored)
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        "\(file.path): \(shortened(stored.name)) has values that are not finite (\(values[place]) at place \(place + 1) of "
          + "\(values.count)): no network can be made of it; take another file, or save it again")
    }
    if own.isVariance, let place = values.firstIndex(where: { $0 < 0 }) {
      throw DataError(
        "\(file.path): \(shortened(stored.name)) has negative variances (\(values[place]) at place \(place + 1) of "
          + "\(values.count)): no network can be made of it; take another file, or save it again")
    }
    return values
  }

  /// Throws `DataError` where a tensor's values are no floats.
  func checkType(_ stored: StoredTensor) throws {
    guard !stored.type.isFloat else { return }
    throw DataError(
      "\(file.path): \(shortened(stored.name)) is of type \(stored.type.rawValue), expected floats (F16, BF16, F32 or "
        + "F64); save the weights as they were before they were quantised or converted")
  }
}

extension NetworkTensor {
  /// Whether it is a running variance of batch norm.
  var isVariance: Bool {
    if case .buffer = place { return name.hasSuffix("running_var") }
    return false
  }
}
