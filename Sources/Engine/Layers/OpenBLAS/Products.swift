/// Who computes the dense products of training and evaluation: convolutions but for depthwise ones, and linear layers.
public protocol Products: Configurable {
  var library: ProductLibrary { get }
}

/// Every library that can be named. Adding one: a type, and a line here.
public let productLibraries = Catalog<any Products>(
  "products", [OwnProducts.self, OpenBLASProducts.self])

public struct OwnProducts: Products {
  public static let name = "own"
  public static let summary =
    "The benchmark's own kernels, Winograd and direct convolutions among them; their bits do not depend on the processor's generation"

  public init(_ options: inout Options) throws {}

  public var library: ProductLibrary { .own }
}

public struct OpenBLASProducts: Products {
  public static let name = "openblas"
  public static let summary =
    "OpenBLAS's sgemm on windows laid out as rows; depthwise convolutions stay ours. Bits depend on its version and kernel, which records name"

  public init(_ options: inout Options) throws {}

  public var library: ProductLibrary { .openblas }
}
