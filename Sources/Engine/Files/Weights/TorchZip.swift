/// What `torch.save` writes since PyTorch 1.6: a zip file with the pickle `data.pkl` in a folder, and there the values of every storage
/// under `data/`, by its key.
enum TorchZip {
  /// Pickles hold names and shapes alone; values lie beside them.
  private static let longestPickle = 1 << 26

  static func read(_ file: ReadableFile, _ entry: String) throws -> WeightsContents {
    let directory = try ZipDirectory(file)
    let places = Dictionary(uniqueKeysWithValues: directory.entries.map { ($0.name, $0) })
    let folder = try folder(directory)
    guard let pickle = places[folder + "data.pkl"] else { preconditionFailure("it was just found") }
    guard pickle.range.count <= longestPickle else {
      throw DataError(
        "its pickle has \(pickle.range.count) bytes, expected at most \(longestPickle): names and shapes"
      )
    }
    try ZipDirectory.check(pickle, file)
    let isBigEndian = try order(places[folder + "byteorder"], file)
    var machine = PickleMachine(try file.bytes(pickle.range))
    let root: PickleValue
    do { root = try machine.run() } catch { throw DataError(error.reason) }
    guard machine.place == machine.bytes.count else {
      throw DataError("its pickle ends before the entry data.pkl does")
    }
    let ranges = try machine.storages.map { storage in
      guard let place = places[folder + "data/" + storage.key] else {
        throw DataError("it has no values for the storage \(shortened(storage.key))")
      }
      guard place.range.count == storage.bytes else {
        throw DataError(
          "the storage \(shortened(storage.key)) has \(place.range.count) bytes, expected "
            + "\(storage.bytes ?? 0)")
      }
      return place
    }
    let dictionary = try StateDictionary(root, machine, entry: entry)
    for storage in Set(dictionary.members.map(\.tensor.storage)).sorted() {
      try ZipDirectory.check(ranges[storage], file)
    }
    return try WeightsContents(dictionary, isBigEndian: isBigEndian) { ranges[$0].range }
  }

  /// The one folder with a pickle, with the slash behind it.
  private static func folder(_ directory: ZipDirectory) throws -> String {
    let names = directory.entries.map(\.name)
    let folders = names.filter { $0.hasSuffix("/data.pkl") && $0.split(separator: "/").count == 2 }
      .map { $0.dropLast("data.pkl".count) }
    guard let folder = folders.first else {
      let others = names.prefix(3).map { shortened($0) }.joined(separator: ", ")
      if names.contains(where: { $0.hasSuffix(".npy") }) {
        throw DataError(
          "found NumPy's arrays in a zip file (\(others)), expected a file of torch.save's or safetensors"
        )
      }
      throw DataError(
        "found a zip file with \(names.isEmpty ? "nothing in it" : others), expected one of torch.save's, with "
          + "data.pkl in a folder")
    }
    guard folders.count == 1 else {
      throw DataError("found \(folders.count) pickles in the zip file, expected one")
    }
    return String(folder)
  }

  private static func order(_ entry: ZipDirectory.Entry?, _ file: ReadableFile) throws -> Bool {
    guard let entry else { return false }
    guard entry.range.count <= 6 else { throw DataError("its byteorder is neither little nor big") }
    try ZipDirectory.check(entry, file)
    switch String(decoding: try file.bytes(entry.range), as: UTF8.self) {
    case "little": return false
    case "big": return true
    default: throw DataError("its byteorder is neither little nor big")
    }
  }
}

extension WeightsContents {
  /// - Parameter range: where a storage's bytes lie.
  init(
    _ dictionary: StateDictionary, isBigEndian: Bool, range: (_ storage: Int) -> Range<Int>
  ) throws {
    tensors = try dictionary.members.map { name, tensor in
      guard
        let stored = StoredTensor(
          name: name, type: tensor.type, shape: tensor.shape, strides: tensor.strides,
          offset: tensor.offset, storage: range(tensor.storage), isBigEndian: isBigEndian)
      else { throw DataError("the tensor \(shortened(name)) does not lie inside of its storage") }
      return stored
    }
    entry = dictionary.path
  }
}
