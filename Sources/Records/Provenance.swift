/// What the run cost. Not reproducible; never part of a comparison of outcomes.
public struct Cost: Codable, Hashable, Sendable {
  public var cpuSeconds: Double
  public var wallSeconds: Double
  /// Largest resident set of the cell's process, in bytes.
  public var peakMemory: Int
  /// Median wall time of one training step.
  public var secondsPerStep: Double
  /// CPU time of the training that made the weights which the network began with, where that is known; no part of `cpuSeconds`.
  public var beforehandSeconds: Double?

  public init(
    cpuSeconds: Double, wallSeconds: Double, peakMemory: Int, secondsPerStep: Double,
    beforehandSeconds: Double? = nil
  ) {
    self.cpuSeconds = cpuSeconds
    self.wallSeconds = wallSeconds
    self.peakMemory = peakMemory
    self.secondsPerStep = secondsPerStep
    self.beforehandSeconds = beforehandSeconds
  }
}

/// Where a record comes from. No host name, user name, path or time of day.
public struct Provenance: Codable, Hashable, Sendable {
  /// Version of the program.
  public var version: String
  /// SHA-256 of the sources that it was built from, where known.
  public var source: String
  public var compiler: String
  public var system: String
  /// Model name and the features that matter.
  public var processor: String
  /// Which kernel table ran: `base`, `x86-64-v3` or `x86-64-v4`.
  public var kernels: String
  /// The library that multiplied matrices, with its version and kernel; nil where the products were our own.
  public var blas: String?
  /// Machines of one numeric class give identical bytes: architecture, arithmetic, libm, and `blas` where there is one.
  public var numericClass: String

  public init(
    version: String, source: String, compiler: String, system: String, processor: String,
    kernels: String, blas: String? = nil, numericClass: String
  ) {
    self.version = version
    self.source = source
    self.compiler = compiler
    self.system = system
    self.processor = processor
    self.kernels = kernels
    self.blas = blas
    self.numericClass = numericClass
  }
}
