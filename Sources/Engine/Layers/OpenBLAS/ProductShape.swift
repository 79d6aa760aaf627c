/// y [rows, columns] = x [rows, depth] w [depth, columns], and the products of its gradients.
public struct ProductShape: Hashable, Sendable, CustomStringConvertible {
  public var rows: Int
  public let depth: Int
  public let columns: Int

  public var description: String { "\(rows) × \(depth) × \(columns)" }
  public var multiplyAdds: Int { rows * depth * columns }
}
