/// One data set of images in folders that are called as their classes.
struct ClassFolder {
  /// Below which paths count.
  let folder: DataFolder
  /// The data set's folder in it, which names its task; empty where it is the folder itself.
  let collection: String

  /// The folders of splits below a place, by what they are called; none where none is to train on.
  static func splits(_ folder: DataFolder, in place: String) throws -> [(
    name: String, split: SplitName
  )] {
    let found = try folder.names(in: place).compactMap { name in
      SplitName(called: name).map { (name: name, split: $0) }
    }.filter { folder.isFolder(place == "." ? $0.name : "\(place)/\($0.name)") }
    return found.contains { $0.split == .train } ? found : []
  }

  private static let endings = ["jpg", "jpeg", "png", "bmp", "pgm", "ppm", "pbm", "pnm"]

  private var task: String { collection.isEmpty ? "class" : collection }

  private struct Found {
    let path: String
    let label: String
    let split: SplitName?
  }

  /// Throws `DataError`.
  func list() throws -> ImageList {
    let place = collection.isEmpty ? "." : collection
    guard folder.isFolder(place) else {
      throw DataError("\(folder.path(collection)): found no such folder, expected one of classes")
    }
    var found: [Found] = []
    var others: [String] = []
    let named = try Self.splits(folder, in: place)
    if named.isEmpty {
      try read(place, nil, &found, &others)
    } else {
      let beside = try folder.names(in: place).filter { name in
        !named.contains { $0.name == name }
      }
      others += beside.map { below(place, $0) }
      for (name, split) in named { try read(below(place, name), split, &found, &others) }
    }
    let names = try checked(inNumericOrder(Array(Set(found.map(\.label)))))
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int16($0)) })
    let images = found.map { image in
      ListedImage(
        path: image.path, source: folder.path(image.path),
        labels: [task: .indices([places[image.label]!])], split: image.split, collection: collection
      )
    }
    return ImageList(
      images: images,
      tasks: [
        ListedTask(
          offer: .classes(task, names), layout: LabelLayout(.indices, count: 1), names: names)
      ], remarks: remarks(others))
  }

  private func below(_ place: String, _ name: String) -> String {
    place == "." ? name : "\(place)/\(name)"
  }

  private func read(
    _ place: String, _ split: SplitName?, _ found: inout [Found], _ others: inout [String]
  ) throws {
    for label in try folder.names(in: place) {
      let classFolder = below(place, label)
      guard folder.isFolder(classFolder) else {
        others.append(classFolder)
        continue
      }
      let before = found.count
      defer { if found.count == before { others.append("\(classFolder)/ (no image)") } }
      for name in try folder.names(in: classFolder) {
        let path = below(classFolder, name)
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if Self.endings.contains(ending), !folder.isFolder(path) {
          found.append(Found(path: path, label: label, split: split))
        } else {
          others.append(path)
        }
      }
    }
  }

  private func checked(_ names: [String]) throws -> [String] {
    guard (2...TaskOffer.mostClasses).contains(names.count) else {
      throw DataError(
        "\(folder.path(collection)): found \(names.count) folders with images "
          + "(\(names.prefix(3).joined(separator: ", "))), expected 2 to \(TaskOffer.mostClasses), each "
          + "called as its class")
    }
    if let strange = names.first(where: { !TaskOffer.isClassName($0) }) {
      throw DataError(
        "\(folder.path(collection)): found a folder called \(shortened(strange)), expected the name of a "
          + "class, of 1 to 200 characters on one line; rename it")
    }
    return names
  }

  private func remarks(_ others: [String]) -> [String] {
    guard !others.isEmpty else { return [] }
    let some = others.prefix(3).map { shortened($0) }.joined(separator: ", ")
    return [
      "\(task): \(others.count) passed over that are no images in a class's folder: \(some)"
        + (others.count > 3 ? ", …" : "")
    ]
  }
}
