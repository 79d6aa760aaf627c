/// Which images are trained on, selected by and tested with: as the data say, and where they do not, by a choice that depends on
/// the images' names and groups alone.
struct SplitRule: Sendable {
  /// For messages.
  let dataset: String
  /// Fractions of what is divided.
  let validation: Double
  let test: Double
  let seed: Int
  /// At most so many of each split that the data name, or of all images where they name none; 0 for all.
  let limit: Int

  typealias Parts = [SplitName: [Int]]

  /// Places of the images of each split, in order. `images` are in order of their names, `ids`.
  /// Throws `DataError` where a split would be empty, or an image or a group in two.
  func divided(_ images: [ListedImage], ids: [String], groups: ImageGroups) throws -> Parts {
    try checkGroups(images, groups)
    var parts: Parts = [:]
    let collections = Dictionary(grouping: images.indices) { images[$0].collection }
    for (_, members) in collections.sorted(by: { $0.key < $1.key }) {
      let own = divided(members, images, ids, groups)
      for (split, places) in own { parts[split, default: []] += places }
    }
    for split in SplitName.allCases {
      parts[split] = (parts[split] ?? []).sorted()
      if parts[split]!.isEmpty { throw empty(split, images, groups) }
    }
    return parts
  }

  /// Says where the validation split that the data name is the test; nil where it is not.
  static func remark(_ images: [ListedImage]) -> String? {
    let moved = Dictionary(grouping: images, by: \.collection).filter {
      testsOnValidation($0.value)
    }
    guard !moved.isEmpty else { return nil }
    let names = moved.keys.filter { !$0.isEmpty }.sorted().joined(separator: ", ")
    return (names.isEmpty ? "" : "\(names): ")
      + "no image is in a test split, so that the validation split is the test, and a part of the "
      + "training split the validation"
  }

  /// Whether the data name a validation split and no test split.
  private static func testsOnValidation(_ images: some Sequence<ListedImage>) -> Bool {
    let named = Set(images.compactMap(\.split))
    return named.contains(.validation) && !named.contains(.test)
  }

  private func divided(
    _ members: [Int], _ images: [ListedImage], _ ids: [String], _ groups: ImageGroups
  ) -> Parts {
    let random = RandomStream(seed: seed, "splits")
    let movesValidation = Self.testsOnValidation(members.lazy.map { images[$0] })
    var parts = Dictionary(grouping: members) { place -> SplitName in
      let named = images[place].split ?? .train
      return movesValidation && named == .validation ? .test : named
    }
    for (split, places) in parts where limit > 0 && places.count > limit {
      let names = places.map { ids[$0] }
      let kept = Set(random.stream("frames").ranked(names).prefix(limit))
      parts[split] = places.filter { kept.contains(ids[$0]) }
    }
    let isNamed = members.contains { images[$0].split != nil }
    let whole = parts[.train]?.count ?? 0
    func take(_ split: SplitName, _ fraction: Double) {
      let target = max(1, Int((fraction * Double(whole)).rounded()))
      let stream = random.stream(split.rawValue)
      let train = parts[.train] ?? []
      let taken = Self.share(train, target, stream) { groups.name(of: images[$0]) }
      parts[split] = train.filter(taken.contains)
      parts[.train] = train.filter { !taken.contains($0) }
    }
    if !isNamed { take(.test, test) }
    if parts[.validation] == nil { take(.validation, validation) }
    return parts
  }

  /// Whole groups, about as many images as the target; one group stays.
  private static func share(
    _ places: [Int], _ target: Int, _ random: RandomStream, _ group: (Int) -> String
  ) -> Set<Int> {
    let members = Dictionary(grouping: places, by: group)
    var taken = Set<Int>()
    for name in random.ranked(Array(members.keys)).dropLast() {
      let more = members[name]!
      let isNearer = taken.count + more.count - target <= target - taken.count
      guard taken.isEmpty || isNearer else { break }
      taken.formUnion(more)
    }
    return taken
  }

  private func checkGroups(_ images: [ListedImage], _ groups: ImageGroups) throws {
    var first: [String: ListedImage] = [:]
    for image in images where image.split != nil {
      let name = groups.name(of: image)
      guard let other = first[name] else {
        first[name] = image
        continue
      }
      guard other.split != image.split else { continue }
      let what =
        other.path == image.path
        ? "the image \(shortened(image.path))"
        : groups.isDouble(image) || groups.isDouble(other)
          ? "the image \(shortened(image.path)), a link to the file of \(shortened(other.path)),"
          : "the group \(shortened(image.group ?? ""))"
      throw DataError(
        "\(image.source): found \(what) in the \(image.split!.rawValue) split, and in the "
          + "\(other.split!.rawValue) split at \(other.source), expected it in one of them; correct "
          + "one of the two")
    }
  }

  private func empty(_ split: SplitName, _ images: [ListedImage], _ groups: ImageGroups)
    -> DataError
  {
    let named = Set(images.compactMap(\.split))
    let isGrouped = images.contains { $0.group != nil }
    let together = Set(images.map(groups.name)).count
    let counts = "\(images.count) image\(images.count == 1 ? "" : "s")"
    let found =
      isGrouped ? "\(counts) in \(together) group\(together == 1 ? "" : "s")" : counts
    let isDivided = named.isEmpty || (split == .validation && !named.contains(split))
    let step =
      isDivided
      ? isGrouped && together < 3
        ? "a group is in one split, and there are too few of them to divide; add images of others"
        : "there are too few to divide; add images"
          + (limit > 0 ? ", or raise the option frames (now \(limit))" : "")
      : "put images into it"
    return DataError(
      "\(dataset): found no image for the \(split.rawValue) split among \(found), expected some in "
        + "every split: \(step)")
  }
}
