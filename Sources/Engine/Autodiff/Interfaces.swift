import KernelTable

// What a primitive may offer beside the core of `Primitive`. Each interface saves passes over memory, and none changes a
// bit. A conformance that depends on the shape says so by a Boolean, which is true if left out.

/// Its output is a multiply–add for each channel, perhaps with a ReLU, of its first input: readers may apply that while
/// they load the input, and the output is not written.
protocol ChannelMapping: Primitive {
  /// The map, known once the node's forward step is done.
  func channelMap(_ node: Node) -> ChannelMap
}

/// Reads inputs that are not stored, as `Node.source` or `Node.values` give them.
protocol MappedReader: Primitive {
  var mappedReading: MappedReading { get }
}

/// How a primitive reads values that a `ChannelMapping` has not stored.
enum MappedReading {
  /// It writes the mapped rows to its work space, some at a time, and reads them there while they are in cache.
  case aside
  /// It applies the map in registers while loading.
  case loading
}

/// Its output is its inputs' channels side by side: a single reader may take the inputs instead.
protocol Joining: Primitive {}

/// Reads the inputs of a `Joining` primitive (`Node.operands`) in place of its output.
protocol JoinedReader: Primitive {
  var readsJoined: Bool { get }
}

/// A large output may be computed again for the backward pass instead of being kept: the forward step is cheap, needs no
/// work space and has no other effect.
protocol Recomputable: Primitive {}

/// Sums rows of its input, and of its own cotangent, as soon as they are written.
protocol RowWatcher: Primitive {
  /// The first `rows` rows of the input are written.
  func watch(_ node: Node, rows: Int)
  /// The first `rows` rows of the node's cotangent are final.
  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep)
}

/// Announces, in order, the rows that `forward` has written (`Pass.tell`), and the rows of its operands' cotangents that
/// `backward` has written (`Sweep.tell`). A `RowWatcher` sums rows that nobody announces when it is its turn.
protocol RowTeller: Primitive {
  var tellsRows: Bool { get }
}

/// Can leave the cotangent of its input unwritten, and compute any rows of it when they are asked for.
protocol CotangentMaker: Primitive {
  /// Computes rows of the cotangent of the node's input in `room`. Called after the node's backward step.
  func makeCotangent(
    _ node: Node, rows: Range<Int>, _ sweep: Sweep, in room: UnsafeMutablePointer<Float>)
}

/// Asks a `CotangentMaker` for the rows of its own cotangent (`Node.cotangentMaker`), where it would read them.
protocol MadeCotangentReader: Primitive {
  var readsMadeCotangents: Bool { get }
}

extension JoinedReader { var readsJoined: Bool { true } }
extension RowTeller { var tellsRows: Bool { true } }
extension MadeCotangentReader { var readsMadeCotangents: Bool { true } }

/// Which of the optional interfaces a primitive has, asked once: no step casts.
struct Abilities {
  let mapping: (any ChannelMapping)?
  /// Nil where it reads stored values alone.
  let mappedReading: MappedReading?
  let joins: Bool
  let readsJoined: Bool
  let isRecomputable: Bool
  let watcher: (any RowWatcher)?
  let tellsRows: Bool
  let maker: (any CotangentMaker)?
  let readsMadeCotangents: Bool
  let costed: (any Costed)?

  init(_ primitive: any Primitive) {
    mapping = primitive as? any ChannelMapping
    mappedReading = (primitive as? any MappedReader)?.mappedReading
    joins = primitive is any Joining
    readsJoined = (primitive as? any JoinedReader)?.readsJoined ?? false
    isRecomputable = primitive is any Recomputable
    watcher = primitive as? any RowWatcher
    tellsRows = (primitive as? any RowTeller)?.tellsRows ?? false
    maker = primitive as? any CotangentMaker
    readsMadeCotangents = (primitive as? any MadeCotangentReader)?.readsMadeCotangents ?? false
    costed = primitive as? any Costed
  }
}
