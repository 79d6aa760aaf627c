/// What a pickle's program works on. Values with parts are places in the machine's lists, so that however often one is taken up
/// again nothing is copied, and that nothing is ever taken apart by a function calling itself.
enum PickleValue: Hashable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A place in the machine's `texts`; of bytes, in `blobs`.
  case text(Int)
  case blob(Int)
  /// In `sequences`: lists, and the sets that nothing asks for.
  case list(Int)
  case tuple(Int)
  /// In `mappings`.
  case mapping(Int)
  case global(PickleGlobal)
  /// In `storages` and `tensors`.
  case storage(Int)
  case tensor(Int)
  /// What nobody asks for: floats, long integers, and objects of classes that are known to be harmless.
  case opaque
}

/// A tensor as a pickle describes it, inside of a storage that it names.
struct PickledTensor {
  let storage: Int
  let type: TensorType
  let shape: [Int]
  let strides: [Int]
  /// In values of the storage.
  let offset: Int
}

/// Values beside a pickle, under a key.
struct PickledStorage {
  let key: String
  /// Nil where it has none of its own, and counts bytes.
  let type: TensorType?
  let count: Int

  /// Nil where no file is so large.
  var bytes: Int? {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type?.size ?? 1)
    return overflow ? nil : bytes
  }
}
