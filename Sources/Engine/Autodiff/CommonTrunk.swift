/// What a network has in common with another: parameters and running statistics of encoder and decoder that have the same name
/// (copies of a trunk: the name of the one trunk) and shape. Heads are not among them, nor is what an architecture puts between.
struct CommonTrunk {
  /// Indices in the one layout and in the other.
  let parameters: [(own: Int, other: Int)]
  let buffers: [(own: Int, other: Int)]

  init(_ layout: ParameterLayout, _ other: ParameterLayout) {
    func isTrunk(_ origin: String) -> Bool {
      origin.hasPrefix("encoder.") || origin.hasPrefix("decoder.")
    }
    let places = Dictionary(
      uniqueKeysWithValues: other.parameters.map { ($0.name, $0.index) })
    parameters = layout.parameters.compactMap { parameter in
      let origin = layout.origins[parameter.index]
      guard isTrunk(origin), let place = places[origin],
        other.parameters[place].shape == parameter.shape
      else { return nil }
      return (parameter.index, place)
    }
    let bufferPlaces = Dictionary(
      uniqueKeysWithValues: other.buffers.map { ($0.name, $0.index) })
    buffers = layout.buffers.compactMap { buffer in
      let origin = layout.bufferOrigins[buffer.index]
      guard isTrunk(origin), let place = bufferPlaces[origin],
        other.buffers[place].count == buffer.count
      else { return nil }
      return (buffer.index, place)
    }
  }
}

extension Parameters {
  /// Takes the other network's values of what both have in common.
  func takeTrunk(_ other: Parameters) {
    let trunk = CommonTrunk(layout, other.layout)
    precondition(!trunk.parameters.isEmpty, "networks without a common trunk")
    for (own, its) in trunk.parameters {
      let (parameter, source) = (layout.parameters[own], other.layout.parameters[its])
      pointer(parameter).update(from: other.pointer(source), count: parameter.count)
    }
    for (own, its) in trunk.buffers {
      let (buffer, source) = (layout.buffers[own], other.layout.buffers[its])
      (buffers.data + buffer.offset).update(
        from: other.buffers.data + source.offset, count: buffer.count)
    }
  }
}
