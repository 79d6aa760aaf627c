/// The classes and functions that a pickle may name. Nothing of Python is ever called: each stands for something that is done here,
/// or for nothing at all. Every other name is refused.
enum PickleGlobal: Hashable {
  case orderedDictionary
  case rebuildTensor, rebuildTensorV2, rebuildTensorV3
  case rebuildParameter, rebuildParameterWithState, rebuildFromType
  /// Nil: bytes without a type.
  case storage(TensorType?)
  case type(TensorType)
  case size
  /// Tensor and Parameter themselves, as arguments.
  case tensorClass
  /// Known to hold settings, dates, paths, statistics: an object of one is kept as a value that nobody can look into.
  case harmless
  /// The same, with members as a dictionary has them.
  case harmlessMapping

  init?(module: String, name: String) {
    guard let found = Self.known["\(module).\(name)"] ?? Self.families(module, name) else {
      return nil
    }
    self = found
  }

  private static let known: [String: PickleGlobal] = {
    var known: [String: PickleGlobal] = [
      "collections.OrderedDict": .orderedDictionary,
      "torch._utils._rebuild_tensor": .rebuildTensor,
      "torch._utils._rebuild_tensor_v2": .rebuildTensorV2,
      "torch._utils._rebuild_tensor_v3": .rebuildTensorV3,
      "torch._utils._rebuild_parameter": .rebuildParameter,
      "torch._utils._rebuild_parameter_with_state": .rebuildParameterWithState,
      "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
      "torch.storage.UntypedStorage": .storage(nil), "torch.storage._UntypedStorage": .storage(nil),
      "torch.UntypedStorage": .storage(nil),
      "torch.Size": .size,
      "torch.Tensor": .tensorClass, "torch.nn.parameter.Parameter": .tensorClass,
      "torch.nn.parameter.Buffer": .tensorClass,
    ]
    let storages: [(String, TensorType)] = [
      ("Float", .f32), ("Double", .f64), ("Half", .f16), ("BFloat16", .bf16), ("Byte", .u8),
      ("Char", .i8), ("Short", .i16), ("Int", .i32), ("Long", .i64), ("Bool", .bool),
      ("ComplexFloat", .c64), ("ComplexDouble", .c128),
    ]
    for (name, type) in storages {
      for module in ["torch", "torch.cuda", "torch.storage"] {
        known["\(module).\(name)Storage"] = .storage(type)
      }
    }
    let types: [(String, TensorType)] = [
      ("float32", .f32), ("float64", .f64), ("float16", .f16), ("bfloat16", .bf16),
      ("uint8", .u8), ("int8", .i8), ("uint16", .u16), ("int16", .i16), ("uint32", .u32),
      ("int32", .i32), ("uint64", .u64), ("int64", .i64), ("bool", .bool),
      ("float8_e4m3fn", .f8e4m3), ("float8_e5m2", .f8e5m2), ("complex64", .c64),
      ("complex128", .c128),
    ]
    for (name, type) in types { known["torch.\(name)"] = .type(type) }
    for name in harmlessNames { known[name] = .harmless }
    for name in harmlessMappingNames { known[name] = .harmlessMapping }
    return known
  }()

  /// What checkpoints hold beside tensors: options of the command line, times, paths, best scores as NumPy's numbers, states of
  /// random generators, Lightning's and OmegaConf's settings.
  private static let harmlessNames: [String] =
    [
      "argparse.Namespace", "types.SimpleNamespace", "collections.deque", "typing.Any",
      "_codecs.encode", "decimal.Decimal", "uuid.UUID",
      "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta",
      "datetime.timezone",
      "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar",
      "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
      "numpy._core.multiarray._reconstruct",
      "torch.device", "torch.serialization._get_layout", "torch.torch_version.TorchVersion",
      "torch.strided", "torch.contiguous_format", "torch.channels_last", "torch.preserve_format",
      "omegaconf.base.ContainerMetadata", "omegaconf.base.Metadata", "omegaconf.nodes.AnyNode",
      "omegaconf.nodes.StringNode", "omegaconf.nodes.IntegerNode", "omegaconf.nodes.FloatNode",
      "omegaconf.nodes.BooleanNode", "omegaconf.dictconfig.DictConfig",
      "omegaconf.listconfig.ListConfig",
    ] + builtins + paths

  private static let builtins: [String] = [
    "set", "frozenset", "int", "float", "bool", "str", "bytes", "bytearray", "complex", "slice",
    "range", "list", "tuple",
  ].flatMap { ["builtins.\($0)", "__builtin__.\($0)"] }

  private static let paths: [String] = [
    "Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath",
  ].flatMap { ["pathlib.\($0)", "pathlib._local.\($0)"] }

  private static let harmlessMappingNames = [
    "builtins.dict", "__builtin__.dict", "collections.defaultdict", "collections.Counter",
    "pytorch_lightning.utilities.parsing.AttributeDict",
    "lightning.pytorch.utilities.parsing.AttributeDict",
    "lightning_fabric.utilities.data.AttributeDict",
    "lightning.fabric.utilities.data.AttributeDict",
  ]

  /// Lightning before 1.5 kept the states of callbacks under their classes; NumPy has a class for each type of value.
  private static func families(_ module: String, _ name: String) -> PickleGlobal? {
    let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    let isCallback =
      module.hasPrefix("pytorch_lightning.callbacks.")
      || module.hasPrefix("lightning.pytorch.callbacks.")
    if isCallback && isPlain || module == "numpy.dtypes" && isPlain && name.hasSuffix("DType") {
      return .harmless
    }
    return nil
  }
}
