/// Weights of a safetensors file.
enum SafeTensorsWeights {
  static func read(_ file: ReadableFile, _ entry: String) throws -> WeightsContents {
    let header: SafeTensors
    let start: Int
    do {
      (header, start) = try SafeTensors.header(size: file.size) { range in
        try? file.bytes(range)
      }
    } catch {
      throw DataError("its safetensors header is damaged: \(error.reason)")
    }
    guard entry.isEmpty || entry == StateDictionary.outermost else {
      throw DataError(
        "a safetensors file has no entries, found \(shortened(entry)); leave it out")
    }
    let tensors = try header.entries.map { entry in
      let range = start + entry.range.lowerBound..<start + entry.range.upperBound
      guard let type = TensorType(rawValue: entry.type),
        let tensor = StoredTensor(
          name: entry.name, type: type, shape: entry.shape,
          strides: StoredTensor.contiguousStrides(entry.shape), offset: 0, storage: range)
      else {
        throw DataError(
          "the tensor \(shortened(entry.name)) has \(entry.shape.count) axes, more than any network's"
        )
      }
      return tensor
    }
    return WeightsContents(tensors: tensors, metadata: header.metadata)
  }
}
