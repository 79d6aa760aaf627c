/// What `torch.save` wrote before PyTorch 1.6, and still does with `_use_new_zipfile_serialization=False`: five pickles, one after the
/// other (a number that marks the format, its version, the machine, the object, the keys of its storages), then for each key
/// the count of its values and the values.
enum TorchLegacy {
  /// 0x1950A86A20F9469CFC6C.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001
  /// Names and shapes; values follow.
  private static let longestPickles = 1 << 26

  static func read(_ file: ReadableFile, _ entry: String) throws -> WeightsContents {
    let head = try file.bytes(0..<min(file.size, longestPickles))
    guard isMarked(head) else {
      throw DataError(
        "found a pickle that is not PyTorch's, expected a file of torch.save's or safetensors")
    }
    var machine = PickleMachine(head)
    do {
      _ = try machine.run()
      guard try machine.run() == .integer(version) else {
        throw DataError("found another version of PyTorch's old format than \(version)")
      }
      let system = try machine.run()
      try check(system, machine)
      let root = try machine.run()
      let keys = try machine.run()
      let ranges = try storages(keys, machine, file)
      let dictionary = try StateDictionary(root, machine, entry: entry)
      return try WeightsContents(dictionary, isBigEndian: false) { ranges[$0] }
    } catch let refusal as PickleMachine.Refusal {
      throw DataError(refusal.reason)
    }
  }

  /// A pickle of the number, perhaps in a frame.
  private static func isMarked(_ head: [UInt8]) -> Bool {
    head.prefix(32).indices.contains { start in
      head[start...].starts(with: [0x8A, UInt8(magic.count)] + magic)
    }
  }

  /// Values are little-endian on every machine that PyTorch of that time ran on; the file says so.
  private static func check(_ system: PickleValue, _ machine: PickleMachine) throws {
    guard case .mapping(let index) = system else {
      throw DataError("its third pickle says nothing of the machine, as PyTorch's does")
    }
    for (key, value) in machine.mappings[index]
    where machine.name(key) == "little_endian" && value == .bool(false) {
      throw DataError("its values are big-endian; save it again on a machine of today")
    }
  }

  /// Where the bytes of every storage lie, in the machine's order.
  private static func storages(
    _ keys: PickleValue, _ machine: PickleMachine, _ file: ReadableFile
  ) throws -> [Range<Int>] {
    guard case .list(let index) = keys else {
      throw DataError("its last pickle is no list of storages")
    }
    var ranges: [Range<Int>?] = machine.storages.map { _ in nil }
    var place = machine.place
    for key in machine.sequences[index] {
      guard let name = machine.name(key), let storage = machine.storageKeys[name],
        ranges[storage] == nil
      else { throw DataError("its list of storages names one that no tensor has, or one twice") }
      guard place <= file.size - 8 else { throw cut(name) }
      let count = try file.bytes(place..<place + 8).withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))
      }
      place += 8
      let (kept, bytes) = (machine.storages[storage], machine.storages[storage].bytes ?? 0)
      guard count == UInt64(kept.count) else {
        throw DataError(
          "the storage \(shortened(name)) has \(count) values, expected \(kept.count)")
      }
      guard bytes <= file.size - place else { throw cut(name) }
      ranges[storage] = place..<place + bytes
      place += bytes
    }
    guard place == file.size else {
      throw DataError("\(file.size - place) bytes follow its last storage, expected none")
    }
    return try ranges.enumerated().map { storage, range in
      guard let range else {
        throw DataError(
          "it has no values for the storage \(shortened(machine.storages[storage].key))")
      }
      return range
    }
  }

  private static func cut(_ name: String) -> DataError {
    DataError("it ends inside of the storage \(shortened(name)): it is cut short; copy it again")
  }
}
