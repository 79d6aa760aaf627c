// What the names on the list stand for: the functions of torch/_utils.py and torch/serialization.py that checkpoints name.

extension PickleMachine {
  /// Throws `Refusal` for a name that is not on the list.
  func global(_ module: String, _ name: String) throws(Refusal) -> PickleGlobal {
    if let known = PickleGlobal(module: module, name: name) { return known }
    let called = "\(shortened(module)).\(shortened(name))"
    let isModule = ["__main__", "torch.nn.modules", "torchvision.models", "timm.models"]
      .contains { module == $0 || module.hasPrefix($0 + ".") }
    if isModule {
      throw Refusal(
        reason:
          "it holds a whole network as Python objects (\(called)), expected tensors alone; load it "
          + "with torch.load and save model.state_dict()")
    }
    throw Refusal(
      reason:
        "its pickle names \(called), which no file of tensors needs. Nothing of it was executed; "
        + "where you trust it, load it with torch.load and save its state_dict alone")
  }

  /// What a call of a name on the list gives.
  mutating func call(_ callee: PickleGlobal, _ arguments: [PickleValue]) throws(Refusal)
    -> PickleValue
  {
    switch callee {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .harmlessMapping: return mapping([])
    case .harmless: return .opaque
    case .size:
      guard arguments.count == 1, case .tuple = arguments[0] else { throw strange("torch.Size") }
      return arguments[0]
    case .rebuildTensor, .rebuildTensorV2: return try tensor(arguments, type: nil)
    case .rebuildTensorV3:
      guard arguments.count >= 7, case .global(.type(let type)) = arguments[6] else {
        throw strange("_rebuild_tensor_v3")
      }
      return try tensor(arguments, type: type)
    case .rebuildParameter, .rebuildParameterWithState:
      guard let first = arguments.first, case .tensor = first else {
        throw strange("_rebuild_parameter")
      }
      return first
    case .rebuildFromType: return try fromType(arguments)
    case .storage, .type, .tensorClass:
      throw Refusal(reason: "the pickle calls a type of PyTorch's, which no file of tensors does")
    }
  }

  private func strange(_ name: String) -> Refusal {
    Refusal(reason: "the pickle calls \(name) with other arguments than PyTorch writes")
  }

  /// Python 2 wrote the pairs as an argument.
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(Refusal)
    -> PickleValue
  {
    guard let first = arguments.first else { return mapping([]) }
    guard arguments.count == 1, case .list(let index) = first else { throw strange("OrderedDict") }
    try count(sequences[index].count)
    var members: [(key: PickleValue, value: PickleValue)] = []
    for pair in sequences[index] {
      switch pair {
      case .list(let index), .tuple(let index):
        guard sequences[index].count == 2 else { throw strange("OrderedDict") }
        members.append((sequences[index][0], sequences[index][1]))
      default: throw strange("OrderedDict")
      }
    }
    return mapping(members)
  }

  /// A subclass of Tensor: the call that makes the tensor, with its arguments.
  private mutating func fromType(_ arguments: [PickleValue]) throws(Refusal) -> PickleValue {
    guard arguments.count == 4, case .global(let callee) = arguments[0],
      case .global(.tensorClass) = arguments[1], case .tuple(let index) = arguments[2]
    else { throw strange("_rebuild_from_type_v2") }
    switch callee {
    case .rebuildTensor, .rebuildTensorV2, .rebuildTensorV3:
      return try call(callee, sequences[index])
    default: throw strange("_rebuild_from_type_v2")
    }
  }

  /// Of storage, offset, shape and strides; what else there may be is about training.
  /// - Parameter type: where the storage has none.
  private mutating func tensor(_ arguments: [PickleValue], type: TensorType?) throws(Refusal)
    -> PickleValue
  {
    guard arguments.count >= 4, case .storage(let index) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = try extents(arguments[2]),
      let strides = try extents(arguments[3]), let kind = type ?? storages[index].type
    else { throw strange("_rebuild_tensor") }
    let storage = storages[index]
    guard storage.type == nil || storage.type == kind, let bytes = storage.bytes,
      StoredTensor.fits(shape, strides, offset, in: bytes / kind.size)
    else {
      throw Refusal(
        reason: "a tensor \(StoredTensor.extent(Array(shape.prefix(8)))) at \(offset) with strides "
          + "\(strides.prefix(8)) does not lie inside of its storage \(shortened(storage.key)) of "
          + "\(storage.count) values. Views that repeat values are not read: save a copy "
          + "(.contiguous())")
    }
    tensors.append(
      PickledTensor(storage: index, type: kind, shape: shape, strides: strides, offset: offset))
    return .tensor(tensors.count - 1)
  }

  /// Whole numbers of a tuple; nil where it is none of a tensor's.
  private mutating func extents(_ value: PickleValue) throws(Refusal) -> [Int]? {
    guard case .tuple(let index) = value, sequences[index].count <= 64 else { return nil }
    try count(sequences[index].count)
    var found: [Int] = []
    for value in sequences[index] {
      guard case .integer(let number) = value else { return nil }
      found.append(number)
    }
    return found
  }

  /// What a persistent id stands for: a storage, by its type, key, device and count. Throws `Refusal`.
  mutating func storage(_ id: PickleValue) throws(Refusal) -> PickleValue {
    guard case .tuple(let index) = id, sequences[index].count >= 5 || sequences[index].count == 4,
      let kind = sequences[index].first.flatMap(name)
    else { throw Refusal(reason: "the pickle refers to what is no storage of a tensor") }
    if kind == "module" {
      throw Refusal(
        reason: "it holds a whole network as Python objects, expected tensors alone; load it with "
          + "torch.load and save model.state_dict()")
    }
    let parts = sequences[index]
    guard kind == "storage", parts.count == 5 || parts.count == 6,
      case .global(.storage(let type)) = parts[1], let key = name(parts[2]),
      case .integer(let count) = parts[4], count >= 0
    else { throw Refusal(reason: "the pickle refers to what is no storage of a tensor") }
    // A part of another storage, in files of PyTorch before 0.4.
    if parts.count == 6, parts[5] != .none {
      throw Refusal(
        reason:
          "it has views of storages as PyTorch wrote them before 0.4; load it with a PyTorch of "
          + "today and save it again")
    }
    let found = PickledStorage(key: key, type: type, count: count)
    if let known = storageKeys[key] {
      guard storages[known].type == type, storages[known].count == count else {
        throw Refusal(reason: "the pickle gives the storage \(shortened(key)) two types or sizes")
      }
      return .storage(known)
    }
    guard found.bytes != nil else {
      throw Refusal(reason: "the pickle has a storage of \(count) values, more than any file holds")
    }
    storages.append(found)
    storageKeys[key] = storages.count - 1
    return .storage(storages.count - 1)
  }
}
