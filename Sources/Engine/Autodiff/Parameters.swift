import Foundation

/// A trainable tensor: where it lies in the flat vectors of the store.
public struct Parameter: Sendable, Hashable {
  /// Dotted path: `encoder.stage1.conv1.weight`.
  public let name: String
  public let shape: [Int]
  public let index: Int
  public let offset: Int
  public var count: Int { shape.reduce(1, *) }
}

/// A tensor that is kept with the parameters but not trained: running statistics.
public struct StateBuffer: Sendable, Hashable {
  public let name: String
  public let index: Int
  public let offset: Int
  public let count: Int
}

/// How a parameter's first values are drawn. Fans count receptive-field size times channels.
public enum Initializer: Sendable, Hashable {
  case constant(Float)
  /// Glorot and Bengio 2010, eq. 16, as a normal distribution of the same variance.
  case xavierNormal(fanIn: Int, fanOut: Int)
  /// He et al. 2015, eq. 14: for what feeds into a ReLU, with the variance kept on the way back.
  case heNormal(fanOut: Int)
  /// One value each.
  case values([Float])
}

/// Names, shapes and offsets of everything a network trains or keeps; needs no memory for the values, so
/// that networks of any size can be counted.
public final class ParameterLayout {
  public private(set) var parameters: [Parameter] = []
  public private(set) var buffers: [StateBuffer] = []
  private(set) var initializers: [Initializer] = []
  /// The names of the streams from which first values are drawn, by parameter.
  private(set) var origins: [String] = []
  private(set) var bufferValues: [Float] = []
  private(set) var bufferOrigins: [String] = []
  private var names: Set<String> = []
  /// Floats of all parameters, each starting on a multiple of 16.
  public private(set) var extent = 0
  public private(set) var bufferExtent = 0

  public init() {}

  /// - Parameter origin: what its first values are drawn from, if not a stream of its own name.
  public func parameter(
    _ name: String, _ shape: [Int], _ initializer: Initializer, origin: String? = nil
  ) -> Parameter {
    precondition(names.insert(name).inserted, "two parameters are called \(name)")
    let made = Parameter(name: name, shape: shape, index: parameters.count, offset: extent)
    parameters.append(made)
    initializers.append(initializer)
    origins.append(origin ?? name)
    extent += (made.count + 15) / 16 * 16
    return made
  }

  public func buffer(
    _ name: String, _ count: Int, _ value: Float, origin: String? = nil
  ) -> StateBuffer {
    let made = StateBuffer(
      name: name, index: buffers.count, offset: bufferExtent, count: count)
    buffers.append(made)
    bufferValues.append(value)
    bufferOrigins.append(origin ?? name)
    bufferExtent += (count + 15) / 16 * 16
    return made
  }

  /// Whether first values are drawn, as those of convolutions and linear layers are.
  func isDrawn(_ parameter: Parameter) -> Bool {
    switch initializers[parameter.index] {
    case .xavierNormal, .heNormal: true
    case .constant, .values: false
    }
  }

  /// Trainable parameters, padding not counted.
  public var count: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// Which `Initializer` a scope gives to weights.
public enum WeightRule: Sendable, Hashable { case xavierNormal, heNormal }

/// A place in a layout under which a layer names its parameters: `scope["encoder"]["stage1"]`.
public struct ParameterScope {
  public let layout: ParameterLayout
  public private(set) var path: String
  /// The path without the names of copies.
  private var origin: String
  /// What weights are drawn from: the families differ.
  public private(set) var rule: WeightRule
  /// The norms of the layers here.
  private(set) var norm = NormKind.batch

  public init(
    _ layout: ParameterLayout, path: String = "", rule: WeightRule = .xavierNormal
  ) {
    self.layout = layout
    self.path = path
    origin = path
    self.rule = rule
  }

  public subscript(_ name: String) -> ParameterScope {
    changed {
      $0.path = Self.joined(path, name)
      $0.origin = Self.joined(origin, name)
    }
  }

  /// A place for one of several copies of the same layers: each has parameters of its own, and all
  /// begin with the values that a network with one copy begins with.
  func copy(_ name: String) -> ParameterScope { changed { $0.path = Self.joined(path, name) } }

  private func changed(_ change: (inout ParameterScope) -> Void) -> ParameterScope {
    var scope = self
    change(&scope)
    return scope
  }

  private static func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : path + "." + name
  }

  public subscript(_ index: Int) -> ParameterScope { self[String(index)] }

  /// The same place with weights for what feeds into ReLUs.
  var drawingHe: ParameterScope { changed { $0.rule = .heNormal } }

  /// The same place with other norms.
  func norming(by kind: NormKind) -> ParameterScope { changed { $0.norm = kind } }

  /// A weight whose last two axes are inputs and outputs; what comes before is its receptive field.
  func weight(_ name: String, _ shape: [Int]) -> Parameter {
    let field = shape.dropLast(2).reduce(1, *)
    return weight(
      name, shape, fanIn: field * shape[shape.count - 2], fanOut: field * shape[shape.count - 1])
  }

  /// A weight whose fans do not follow from its shape.
  func weight(_ name: String, _ shape: [Int], fanIn: Int, fanOut: Int) -> Parameter {
    let initializer: Initializer =
      switch rule {
      case .xavierNormal: .xavierNormal(fanIn: fanIn, fanOut: fanOut)
      case .heNormal: .heNormal(fanOut: fanOut)
      }
    return parameter(name, shape, initializer)
  }

  func constant(_ name: String, _ shape: [Int], _ value: Float) -> Parameter {
    parameter(name, shape, .constant(value))
  }

  func values(_ name: String, _ shape: [Int], _ values: [Float]) -> Parameter {
    parameter(name, shape, .values(values))
  }

  private func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Parameter {
    let place = self[name]
    return layout.parameter(place.path, shape, initializer, origin: place.origin)
  }

  func buffer(_ name: String, _ count: Int, _ value: Float) -> StateBuffer {
    let place = self[name]
    return layout.buffer(place.path, count, value, origin: place.origin)
  }
}

/// The values: flat vectors, so that optimizers and checkpoints know no layers.
public final class Parameters {
  public let layout: ParameterLayout
  public let values: Tensor
  /// Gradient of the last backward pass.
  public let gradient: Tensor
  public let buffers: Tensor

  /// Draws every parameter from a stream of its own name, so that what two networks have in common starts
  /// the same, whatever else they have; copies of the same layers from one of their common name.
  public init(_ layout: ParameterLayout, random: RandomStream) {
    self.layout = layout
    values = Tensor([layout.extent])
    gradient = Tensor([layout.extent])
    buffers = Tensor([layout.bufferExtent])
    for (index, parameter) in layout.parameters.enumerated() {
      let initializer = layout.initializers[index]
      var stream = random.stream(layout.origins[index])
      Self.fill(values.data + parameter.offset, parameter.count, initializer, &stream)
    }
    for (buffer, value) in zip(layout.buffers, layout.bufferValues) {
      for index in 0..<buffer.count { buffers.data[buffer.offset + index] = value }
    }
  }

  private static func fill(
    _ data: UnsafeMutablePointer<Float>, _ count: Int, _ initializer: Initializer,
    _ random: inout RandomStream
  ) {
    switch initializer {
    case .constant(let value): for index in 0..<count { data[index] = value }
    case .xavierNormal(let fanIn, let fanOut):
      let deviation = (2 / Double(fanIn + fanOut)).squareRoot()
      for index in 0..<count { data[index] = Float(deviation * random.normal()) }
    case .heNormal(let fanOut):
      let deviation = (2 / Double(fanOut)).squareRoot()
      for index in 0..<count { data[index] = Float(deviation * random.normal()) }
    case .values(let given):
      precondition(given.count == count, "\(given.count) values for \(count) parameters")
      for index in 0..<count { data[index] = given[index] }
    }
  }

  public func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
    values.data + parameter.offset
  }

  public func pointer(_ buffer: StateBuffer) -> UnsafeMutablePointer<Float> {
    buffers.data + buffer.offset
  }
}
