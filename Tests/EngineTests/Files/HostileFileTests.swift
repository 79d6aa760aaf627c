import Foundation
import Testing

@testable import Engine

/// Files that were made to do harm. Each is refused with words that say why; none has anything executed, takes memory that is not in the
/// file, or takes long.
struct HostileFileTests {
  struct Hostile: Sendable, CustomTestStringConvertible {
    let name: String
    /// Words of the message.
    let words: String
    let file: Data
    var testDescription: String { name }

    init(_ name: String, _ words: String, file: Data) {
      (self.name, self.words, self.file) = (name, words, file)
    }

    /// A pickle in a zip file.
    init(_ name: String, _ words: String, _ body: (inout PickleBuilder) -> Void) {
      self.init(name, words, file: ZipBuilder(pickle: PickleBuilder.build(body)).bytes())
    }

    /// A state dict with more in it.
    init(_ name: String, beside words: String, _ body: (inout PickleBuilder) -> Void) {
      self.init(name, words, file: ZipBuilder(pickle: PickleBuilder.stateDict(body)).bytes())
    }

    init(_ name: String, zip words: String, _ change: (inout ZipBuilder) -> Void) {
      var zip = ZipBuilder(pickle: PickleBuilder.stateDict())
      change(&zip)
      self.init(name, words, file: zip.bytes())
    }
  }

  /// Calls a function of a module with one text.
  private static func call(_ module: String, _ function: String) -> Hostile {
    Hostile("\(module).\(function)", "\(module).\(function)") {
      $0.global(module, function)
      $0.mark()
      $0.text("touch /tmp/executed")
      $0.tuple()
      $0.reduce()
    }
  }

  static let calls: [Hostile] = [
    call("os", "system"), call("posix", "system"), call("nt", "system"),
    call("subprocess", "Popen"), call("subprocess", "check_output"), call("builtins", "eval"),
    call("builtins", "exec"), call("builtins", "compile"), call("builtins", "__import__"),
    call("__builtin__", "eval"), call("builtins", "getattr"), call("builtins", "open"),
    call("importlib", "import_module"), call("runpy", "run_path"), call("pty", "spawn"),
    call("webbrowser", "open"), call("socket", "create_connection"), call("shutil", "rmtree"),
    call("torch.hub", "load"), call("torch", "load"), call("torch.storage", "_load_from_bytes"),
    call("torch._utils", "_rebuild_sparse_tensor"), call("pickle", "loads"),
    call("marshal", "loads"), call("types", "CodeType"), call("types", "FunctionType"),
    call("functools", "partial"), call("operator", "attrgetter"), call("ctypes", "CDLL"),
    call("numpy.f2py.crackfortran", "myeval"), call("numpy.testing._private.utils", "runstring"),
    call("torch.jit", "load"), call("pip", "main"), call("sys", "exit"), call("bdb", "Bdb"),
    call("code", "interact"), call("timeit", "timeit"), call("cProfile", "run"),
    call("_io", "FileIO"), call("copyreg", "_reconstructor"),
  ]

  static let programs: [Hostile] = [
    Hostile("a call beside the tensors", beside: "posix.system") {
      $0.text("hook")
      $0.global("posix", "system")
      $0.text("id")
      $0.op(0x85)
      $0.reduce()
      $0.setItem()
    },
    Hostile("a call that is thrown away", beside: "posix.system") {
      $0.global("posix", "system")
      $0.text("id")
      $0.op(0x85)
      $0.reduce()
      $0.op(0x30)
    },
    Hostile("a name alone", beside: "os.system") {
      $0.text("name")
      $0.global("os", "system")
      $0.setItem()
    },
    Hostile("a reduce in a reduce", "builtins.eval") {
      $0.global("collections", "OrderedDict")
      $0.global("builtins", "eval")
      $0.text("1")
      $0.op(0x85)
      $0.reduce()
      $0.op(0x85)
      $0.reduce()
    },
    Hostile("getattr in a chain", "builtins.getattr") {
      $0.global("builtins", "getattr")
      $0.global("builtins", "getattr")
      $0.text("__self__")
      $0.op(0x86)
      $0.reduce()
    },
    Hostile("STACK_GLOBAL with built names", "posix.system") {
      $0.text("posix")
      $0.text("system")
      $0.op(0x93)
    },
    Hostile("STACK_GLOBAL from the memo", "os.system") {
      $0.text("os")
      $0.put(0)
      $0.op(0x30)
      $0.get(0)
      $0.text("system")
      $0.op(0x93)
    },
    Hostile("STACK_GLOBAL of what is no text", "a name of what is no text") {
      $0.emptyTuple()
      $0.text("system")
      $0.op(0x93)
    },
    Hostile("a name of a path", "os.path.join.__globals__") {
      $0.global("os.path", "join.__globals__")
    },
    Hostile("INST", "INST") {
      $0.mark()
      $0.raw("ios\nsystem\n")
    },
    Hostile("OBJ", "OBJ") {
      $0.mark()
      $0.global("argparse", "Namespace")
      $0.op(0x6F)
    },
    Hostile("NEWOBJ of a forbidden class", "subprocess.Popen") {
      $0.global("subprocess", "Popen")
      $0.emptyTuple()
      $0.op(0x81)
    },
    Hostile("NEWOBJ_EX", "NEWOBJ_EX") {
      $0.global("argparse", "Namespace")
      $0.emptyTuple()
      $0.emptyDict()
      $0.op(0x92)
    },
    Hostile("BUILD of a class", "sets attributes of what has none") {
      $0.global("argparse", "Namespace")
      $0.emptyDict()
      $0.op(0x62)
    },
    Hostile("EXT1", "EXT1") { $0.op(0x82, 1) },
    Hostile("EXT2", "EXT2") { $0.op(0x83, 1, 0) },
    Hostile("EXT4", "EXT4") { $0.op(0x84, 1, 0, 0, 0) },
    Hostile("PERSID", "PERSID") { $0.raw("Pid\n") },
    Hostile("NEXT_BUFFER", "NEXT_BUFFER") { $0.op(0x97) },
    Hostile("a call of a tensor", "calls what is no class or function") {
      $0.tensor()
      $0.emptyTuple()
      $0.reduce()
    },
    Hostile("a call of a storage's type", "calls a type of PyTorch's") {
      $0.global("torch", "FloatStorage")
      $0.integer(1 << 40)
      $0.op(0x85)
      $0.reduce()
    },
    Hostile("a persistent id that is no tuple", "no storage of a tensor") {
      $0.text("storage")
      $0.op(0x51)
    },
    Hostile("a persistent id of another kind", "no storage of a tensor") {
      $0.mark()
      for word in ["file", "a", "b", "c", "d"] { $0.text(word) }
      $0.tuple()
      $0.op(0x51)
    },
    Hostile("a persistent id with a class of its own", "os.system") {
      $0.mark()
      $0.text("storage")
      $0.global("os", "system")
    },
    Hostile("a network of source code", "a whole network as Python objects") {
      $0.mark()
      $0.text("module")
      for word in ["a", "b", "c"] { $0.text(word) }
      $0.tuple()
      $0.op(0x51)
    },
    Hostile("a key that leads elsewhere", "no values for the storage") {
      $0.emptyDict()
      $0.text("weight")
      $0.tensor("../../../etc/passwd")
      $0.setItem()
    },
  ]

  static let lengths: [Hostile] = [
    Hostile("a text of 4 GB", "asks for 4294967295 bytes") { $0.op(0x58, 255, 255, 255, 255) },
    Hostile("a text of 2⁶³ bytes", "asks for more bytes") {
      $0.op(0x8D, 0, 0, 0, 0, 0, 0, 0, 0x80)
    },
    Hostile("bytes of 2⁶² bytes", "asks for 4611686018427387904 bytes") {
      $0.op(0x8E, 0, 0, 0, 0, 0, 0, 0, 0x40)
    },
    Hostile("a bytearray of 8 TB", "bytes at") { $0.op(0x96, 0, 0, 0, 0, 0, 8, 0, 0) },
    Hostile("a long integer of 2 GB", "asks for 2147483647 bytes") {
      $0.op(0x8B, 255, 255, 255, 127)
    },
    Hostile("a frame beyond the file", "a frame that ends behind") {
      $0.op(0x95, 255, 255, 255, 255, 255, 0, 0, 0)
    },
    Hostile("a name without end", "a name without end") {
      $0.raw("c" + String(repeating: "a", count: 5000))
    },
    Hostile("a memo that was never filled", "which it has not kept") { $0.get(7) },
    Hostile("a stack that is empty", "takes more values than there are") { $0.op(0x30) },
    Hostile("a mark that is not there", "takes more values than there are") { $0.tuple() },
    Hostile("values from under a mark", "takes more values than there are") {
      $0.none()
      $0.mark()
      $0.op(0x85)
    },
    Hostile("two values at the end", "ends with 2 values") {
      $0.none()
      $0.none()
    },
    Hostile("a key without a value", "a key without a value") {
      $0.emptyDict()
      $0.mark()
      $0.none()
      $0.op(0x75)
    },
    Hostile("items of a tuple", "no dictionary") {
      $0.emptyTuple()
      $0.none()
      $0.none()
      $0.setItem()
    },
    Hostile("a million lists in lists", "found a list") {
      for _ in 0..<1_000_000 { $0.op(0x5D) }
      for _ in 0..<999_999 { $0.op(0x61) }
    },
    Hostile("a million tuples in tuples", "found a list") {
      $0.emptyTuple()
      for _ in 0..<1_000_000 { $0.op(0x85) }
    },
    Hostile("dictionaries that hold each other", "no dictionary of tensors") {
      $0.emptyDict()
      $0.put(0)
      $0.text("self")
      $0.get(0)
      $0.setItem()
    },
    Hostile("tuples that double sixty times", "found a list") {
      $0.emptyTuple()
      for _ in 0..<60 { $0.op(0x32, 0x86) }
    },
    Hostile("ordered dictionaries copied again and again", "steps") {
      // A list of pairs, and as many copies of it.
      $0.op(0x5D)
      $0.mark()
      for _ in 0..<20_000 {
        $0.none()
        $0.none()
        $0.op(0x86)
      }
      $0.op(0x65)
      $0.put(0)
      for _ in 0..<20_000 {
        $0.global("collections", "OrderedDict")
        $0.get(0)
        $0.op(0x85)
        $0.reduce()
        $0.op(0x30)
      }
    },
    Hostile("five million steps", "steps") {
      for _ in 0..<2_500_000 { $0.op(0x4E, 0x30) }
      $0.none()
    },
    Hostile("no end", "bytes at") { $0.bytes += Array(repeating: 0x28, count: 100_000) + [0x58] },
  ]

  /// A tensor of its own shape, strides, offset or storage.
  private static func tensor(
    _ name: String, _ words: String = "does not lie inside", count: Int = 6, shape: [Int] = [2, 3],
    strides: [Int] = [3, 1], offset: Int = 0
  ) -> Hostile {
    Hostile(name, words) {
      $0.emptyDict()
      $0.text("weight")
      $0.tensor(count: count, shape: shape, strides: strides, offset: offset)
      $0.setItem()
    }
  }

  static let tensors: [Hostile] = [
    tensor("an offset beyond the storage", offset: 1),
    tensor("an offset before the storage", offset: -1),
    tensor("an offset of 2⁶²", offset: 1 << 62),
    tensor("strides beyond the storage", strides: [4, 1]),
    tensor("strides that go back", strides: [-3, 1], offset: 3),
    tensor("strides that overflow", shape: [3, 2], strides: [1 << 62, 1]),
    tensor("extents that overflow", shape: [1 << 32, 1 << 32], strides: [0, 0]),
    tensor("a value repeated 10¹² times", shape: [1_000_000_000_000], strides: [0]),
    tensor("an extent below 0", shape: [-2, -3]),
    tensor("fewer strides than axes", strides: [1]),
    tensor("a hundred axes", "other arguments", shape: Array(repeating: 1, count: 100)),
    tensor("a storage of 2⁶² values", "more than any file holds", count: 1 << 62),
    tensor("a storage larger than its entry", "has 24 bytes, expected 32", count: 8),
    tensor("a storage of −6 values", "no storage of a tensor", count: -6),
    Hostile("a storage of two types", "two types or sizes") {
      $0.storage("0", count: 6)
      $0.storage("0", count: 6, type: "IntStorage")
    },
    Hostile("two tensors of one name", beside: "two tensors are called weight") {
      $0.text("weight")
      $0.tensor()
      $0.setItem()
    },
    Hostile("a name that is not UTF-8", beside: "a name that is no text") {
      $0.op(0x58, 2, 0, 0, 0, 0xC3, 0x28)
      $0.tensor()
      $0.setItem()
    },
  ]

  @Test(arguments: calls + programs + lengths + tensors + zips + headers)
  func isRefused(_ hostile: Hostile) throws {
    let folder = try TemporaryFolder()
    try folder.write("weights", hostile.file)
    let error = try #require(throws: DataError.self) {
      _ = try WeightsFile(folder.path + "/weights")
    }
    #expect(error.description.contains(hostile.words), "\(error)")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/executed"))
  }

  /// The builders themselves write what is read.
  @Test func theHarmlessFormIsRead() throws {
    let folder = try TemporaryFolder()
    try folder.write("weights", ZipBuilder(pickle: PickleBuilder.stateDict()).bytes())
    let file = try WeightsFile(folder.path + "/weights")
    #expect(file.tensors.map(\.name) == ["weight"])
    #expect(try file.values(of: file.tensors[0]) == Array(repeating: 0, count: 6))
  }
}
