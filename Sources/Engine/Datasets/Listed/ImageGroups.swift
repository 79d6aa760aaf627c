/// Which images belong together: those of one group, and those of one file, however many groups and paths name it.
struct ImageGroups {
  private var parents: [String: String] = [:]
  /// Paths that lead to the file of another path.
  private var doubles: Set<String> = []

  /// - Parameter identity: which file a path leads to, links followed; nil where nothing is known.
  init(_ images: [ListedImage], identity: (_ path: String) -> [UInt64]? = { _ in nil }) {
    var first: [[UInt64]: ListedImage] = [:]
    for image in images {
      if let group = image.group { join(Self.file(image), "group \(image.collection)/\(group)") }
      guard let file = identity(image.path) else { continue }
      guard let other = first[file] else {
        first[file] = image
        continue
      }
      guard other.path != image.path else { continue }
      join(Self.file(other), Self.file(image))
      doubles.insert(image.path)
    }
  }

  /// The same for images that belong together, whatever the order of the list.
  func name(of image: ListedImage) -> String { root(of: Self.file(image)) }

  /// Whether another path leads to the same file.
  func isDouble(_ image: ListedImage) -> Bool { doubles.contains(image.path) }

  private static func file(_ image: ListedImage) -> String { "file \(image.path)" }

  private func root(of name: String) -> String {
    var name = name
    while let parent = parents[name] { name = parent }
    return name
  }

  /// The first name in the alphabet stands for all.
  private mutating func join(_ a: String, _ b: String) {
    let (a, b) = (root(of: a), root(of: b))
    if a != b { parents[max(a, b)] = min(a, b) }
  }
}
