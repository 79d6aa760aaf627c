import Digests
import Foundation

/// A list of images, divided into splits: what all data sets of listed images share, options included.
struct ListedImages: Sendable {
  private let name: String
  private let rule: SplitRule
  /// Extents that were asked for; 0 as the first image in use.
  private let asked: ImageSize
  private let contents: Deferred<Result<Contents, DataError>>
  let fit: ImageFit
  let size: ImageSize
  private(set) var tasks: [TaskOffer]

  /// What is at the root, in order of the images' names.
  private struct Contents: Sendable {
    let folder: DataFolder
    let list: ImageList
    let ids: [String]
    let parts: SplitRule.Parts
  }

  /// Takes the options that all have. Where the data cannot be read that is not said before they are needed.
  /// - Parameters:
  ///   - expected: what the root is to hold, for a message.
  ///   - hasTest: whether the data name their test split.
  ///   - offers: what is offered where nothing is there yet; what the data are says the list.
  ///   - read: reads the list; throws `DataError`.
  init(
    _ options: inout Options, _ name: String, expected: String, hasTest: Bool = false,
    offers: [TaskOffer], read: @escaping @Sendable (DataFolder) throws -> ImageList
  ) throws {
    try self.init(&options, name, expected, hasTest, read)
    if let list = try? contents.value.get().list {
      tasks = list.tasks.map(\.offer)
    } else {
      tasks = offers
    }
  }

  /// The same where the offers do not depend on what is there: a list is read when it is needed, which may be long, and is not where frames
  /// are kept already.
  init(
    _ options: inout Options, _ name: String, expected: String, hasTest: Bool, fixed: [TaskOffer],
    read: @escaping @Sendable (DataFolder) throws -> ImageList
  ) throws {
    try self.init(&options, name, expected, hasTest, read)
    tasks = fixed
  }

  private init(
    _ options: inout Options, _ name: String, _ expected: String, _ hasTest: Bool,
    _ read: @escaping @Sendable (DataFolder) throws -> ImageList
  ) throws {
    let root = try options.location("root", "folder of the data: \(expected)")
    let rule = try Self.rule(&options, name, hasTest: hasTest)
    asked = ImageSize(
      height: try options.take(
        "height", default: 0, in: 0...4096, "pixels, 0 as the first image by name"),
      width: try options.take(
        "width", default: 0, in: 0...4096, "pixels, 0 as the first image by name"))
    fit = ImageFit(rule: try FrameFit.rule(&options), filter: .triangle)
    self.name = name
    self.rule = rule
    let contents = Deferred {
      Result { () throws(DataError) in
        guard let root else { throw Self.noRoot(name, expected) }
        return try Self.contents(DataFolder(root: root), rule, read)
      }
    }
    self.contents = contents
    size =
      asked.height > 0 && asked.width > 0
      ? asked : asked.filled(from: Self.firstSize(try? contents.value.get()) ?? Self.usual)
    tasks = []
  }

  /// Over the relevant part of the list and the bytes of all images in use.
  func digest() throws -> String {
    let contents = try contents.value.get()
    let hash = SHA256()
    for split in SplitName.allCases {
      for place in contents.parts[split]! {
        let image = contents.list.images[place]
        let bytes = try Self.file(of: image, contents)
        hash.update("\(split.rawValue) \(contents.ids[place]) \(image.path) \(bytes.count)\n")
        bytes.withUnsafeBytes { hash.update($0) }
        if let header = try? PictureHeader(bytes, image.path), header.orientation != .upright {
          hash.update("orientation \(header.orientation.rawValue)\n")
        }
        try Self.update(hash, image, contents)
      }
    }
    return hash.finish()
  }

  /// With what is known of an image.
  private static func update(_ hash: SHA256, _ image: ListedImage, _ contents: Contents) throws {
    func add(_ task: String, _ values: FrameValues) {
      hash.update("\(task) \(values.kind.rawValue) \(values.count)\n")
      values.withBytes { hash.update($0) }
    }
    for (task, values) in image.labels.sorted(by: { $0.key < $1.key }) { add(task, values) }
    for (task, objects) in image.objects.sorted(by: { $0.key < $1.key }) {
      add(task, .floats(ObjectLabels.numbers(objects)))
    }
    for (task, map) in image.maps.sorted(by: { $0.key < $1.key }) {
      hash.update("\(task) ")
      try map.update(hash, in: contents.folder, "as \(image.source) says")
    }
  }

  func open() throws -> OpenedDataset {
    let contents = try contents.value.get()
    for place in contents.parts.values.joined() {
      let image = contents.list.images[place]
      try Self.check(image, contents)
      for file in image.maps.values.compactMap(\.file) where !contents.folder.exists(file) {
        throw contents.folder.missing(file, "as \(image.source) says")
      }
    }
    func ids(_ split: SplitName) -> [String] { contents.parts[split]!.map { contents.ids[$0] } }
    let (size, fit) = (self.size, self.fit)
    return OpenedDataset(
      train: ids(.train), validation: ids(.validation), test: ids(.test), size: size,
      labels: Dictionary(
        uniqueKeysWithValues: contents.list.tasks.map { ($0.offer.name, $0.layout(on: size)) }),
      remarks: remarks(contents), obstacles: obstacles(contents)
    ) { split, _, index in
      let image = contents.list.images[contents.parts[split]![index]]
      let path = contents.folder.path(image.path)
      let raster = try Raster.colour(try Self.file(of: image, contents), path) {
        try Self.check($0.size, image, path)
      }
      let labels = try image.frameLabels(FrameFit(fit.rule, raster.size, to: size)) {
        try $0.classes(
          of: raster.size, in: contents.folder, "as \(image.source) says", image: path)
      }
      return Frame(image: .pixels(raster.bytes(fitted: fit, to: size)), labels: labels)
    }
  }

  func frameCounts() throws -> SplitCounts {
    let parts = try contents.value.get().parts
    return SplitCounts(
      train: parts[.train]!.count, validation: parts[.validation]!.count,
      test: parts[.test]!.count)
  }

  func labelCounts() throws -> [String: SplitCounts] {
    let contents = try contents.value.get()
    func count(_ task: String, _ split: SplitName) -> Int {
      contents.parts[split]!.count { contents.list.images[$0].hasLabel(of: task) }
    }
    let all = try frameCounts()
    return contents.list.tasks.reduce(into: [:]) { found, task in
      let name = task.offer.name
      let own = SplitCounts(
        train: count(name, .train), validation: count(name, .validation), test: count(name, .test))
      if own != all { found[name] = own }
    }
  }

  func remedy(for split: SplitName) -> String {
    let images = (try? contents.value.get())?.list.images ?? []
    let more = rule.limit > 0 ? ", raise the option frames (now \(rule.limit))" : ""
    let isNamed = images.contains { $0.split == split }
    return isNamed
      ? "label some of its images\(more)"
      : "label more images\(more), or choose another split with the option seed (now \(rule.seed))"
  }

  private static func rule(_ options: inout Options, _ name: String, hasTest: Bool) throws
    -> SplitRule
  {
    let validation = try options.take(
      "validation", default: 0.1, in: 0.001...0.9,
      "fraction of the images to select by, where the data name no such split")
    var test = 0.0
    if !hasTest {
      test = try options.take(
        "test", default: 0.2, in: 0.001...0.9,
        "fraction of the images to test with, where the data name no splits")
    }
    guard validation + test < 1 else {
      throw OptionError(
        key: "test",
        message: "found \(test) beside the fraction \(validation) for validation, expected that "
          + "something is left to train on")
    }
    return SplitRule(
      dataset: name, validation: validation, test: test,
      seed: try options.take("seed", default: 0, in: 0...1_000_000_000, "of the choice of splits"),
      limit: try options.take(
        "frames", default: 0, in: 0...10_000_000,
        "at most so many of each split that the data name, or of all images; 0 all"))
  }

  private static func noRoot(_ name: String, _ expected: String) -> DataError {
    DataError(
      "\(name): found no data. Set the option root or the environment variable "
        + "BENCH_\(name.uppercased()) to a folder with \(expected)")
  }

  private static func contents(
    _ folder: DataFolder, _ rule: SplitRule, _ read: (DataFolder) throws -> ImageList
  ) throws(DataError) -> Contents {
    do { return try divided(folder, try read(folder), rule) } catch let error as DataError {
      throw error
    } catch { throw DataError("\(error)") }
  }

  private static func divided(_ folder: DataFolder, _ list: ImageList, _ rule: SplitRule) throws
    -> Contents
  {
    guard !list.images.isEmpty else {
      throw DataError(
        "\(folder.root): found no image for \(rule.dataset)"
          + list.remarks.map { "; \($0)" }.joined())
    }
    var list = list
    let named = Self.named(list.images)
    list.images = named.map(\.image)
    let ids = named.map(\.id)
    let parts = try rule.divided(
      list.images, ids: ids, groups: ImageGroups(list.images, identity: folder.identity))
    return Contents(folder: folder, list: list, ids: ids, parts: parts)
  }

  /// In order of their names. A file that is listed again has a number behind its name.
  private static func named(_ images: [ListedImage]) -> [(id: String, image: ListedImage)] {
    var taken = Set(images.map(\.path))
    var counts: [String: Int] = [:]
    var named: [String: ListedImage] = [:]
    for image in images {
      var id = image.path
      counts[id, default: 0] += 1
      if let count = counts[id], count > 1 {
        id += " #\(count)"
        while !taken.insert(id).inserted { id += "#" }
      }
      named[id] = image
    }
    return inNumericOrder(Array(named.keys)).map { ($0, named[$0]!) }
  }

  private static let usual = ImageSize(height: 64, width: 64)

  private static func firstSize(_ contents: Contents?) -> ImageSize? {
    // Of an image in use: others are no part of the data's digest.
    guard let contents, let place = contents.parts.values.joined().min(),
      case let first = contents.list.images[place],
      let bytes = try? file(of: first, contents),
      let header = try? PictureHeader(bytes, first.path),
      (try? header.checkPixels(bytes, first.path)) != nil
    else { return nil }
    return header.size
  }

  private static func file(of image: ListedImage, _ contents: Contents) throws -> Data {
    try check(image, contents)
    return try contents.folder.read(image.path, "as \(image.source) says")
  }

  /// That it is there, and inside of the root where it has to be.
  private static func check(_ image: ListedImage, _ contents: Contents) throws {
    guard contents.folder.exists(image.path) else {
      throw contents.folder.missing(image.path, "as \(image.source) says")
    }
    guard contents.list.followsLinks || contents.folder.contains(image.path) else {
      throw DataError(
        "\(image.source): found the path \(shortened(image.path)), a link that leads out of "
          + "\(contents.folder.root), expected a file in it; copy it there")
    }
  }

  /// That an image is as large as its annotation says: what that says of places would be wrong.
  private static func check(_ size: ImageSize, _ image: ListedImage, _ path: String) throws {
    guard let declared = image.declaredSize, declared != size else { return }
    throw DataError(
      "\(path): found \(size) pixels (height×width), expected \(declared) as \(image.source) says: annotate "
        + "the image as it is, or put the one there that was annotated")
  }

  private func remarks(_ contents: Contents) -> [String] {
    contents.list.remarks
      + (SplitRule.remark(contents.list.images).map { [$0] } ?? [])
      + (rule.limit > 0 ? contents.list.tasks.compactMap { unseen(contents)[$0.offer.name] } : [])
  }

  /// What cannot be learned, as no training image has it: worth a word where few images were asked for.
  private func unseen(_ contents: Contents) -> [String: String] {
    let train = contents.parts[.train]!.map { contents.list.images[$0] }
    return contents.list.tasks.reduce(into: [:]) { found, task in
      // A nil takes nothing into the dictionary.
      found[task.offer.name] = task.remark(train, limit: rule.limit)
    }
  }

  /// Where all images are used, a class that cannot be learned is a mistake.
  private func obstacles(_ contents: Contents) -> [String: String] {
    guard rule.limit == 0 else { return [:] }
    let isNamed = contents.list.images.contains { $0.split != nil }
    let step =
      isNamed
      ? "put images that have it into the training split"
      : "choose another split with the option seed (now \(rule.seed))"
    return unseen(contents).mapValues {
      "\($0): \(step), declare what there is alone, or leave the task out of the suite's"
    }
  }
}

extension Raster {
  /// Of 8 bits; another size is resampled and rounded.
  func bytes(fitted way: ImageFit, to target: ImageSize) -> [UInt8] {
    let fit = FrameFit(way.rule, size, to: target)
    guard !fit.isIdentity else { return samples.map { UInt8($0) } }
    let fitted = fit.image(samples.map { Float($0) }, channels: channels, by: way.filter)
    return fitted.map { UInt8(min(max($0.rounded(), 0), 255)) }
  }
}
