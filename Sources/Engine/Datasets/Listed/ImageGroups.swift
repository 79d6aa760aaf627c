/// Which images belong together: those of one group, and those of one file, however many groups name it.
struct ImageGroups {
  private var parents: [String: String] = [:]

  init(_ images: [ListedImage]) {
    for image in images {
      if let group = image.group { join(Self.file(image), "group \(image.collection)/\(group)") }
    }
  }

  /// The same for images that belong together, whatever the order of the list.
  func name(of image: ListedImage) -> String { root(of: Self.file(image)) }

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
