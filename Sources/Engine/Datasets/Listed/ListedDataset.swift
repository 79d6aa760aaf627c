/// A data set of images that a table or a folder lists, each with a label of some tasks for the image as a whole.
protocol ListedDataset: Dataset {
  var listed: ListedImages { get }
}

extension ListedDataset {
  public var size: ImageSize { listed.size }
  public var tasks: [TaskOffer] { listed.tasks }
  public var fit: ImageFit { listed.fit }
  public func digest() throws -> String { try listed.digest() }
  public func open() throws -> OpenedDataset { try listed.open() }
  public func remedy(for split: SplitName) -> String { listed.remedy(for: split) }
  public func frameCounts() throws -> SplitCounts { try listed.frameCounts() }
  public func labelCounts() throws -> [String: SplitCounts] { try listed.labelCounts() }
}
