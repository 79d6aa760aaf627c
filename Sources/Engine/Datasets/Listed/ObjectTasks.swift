/// What images with boxes offer: detection of some categories, and, where there are maps or masks, segmentation of as many classes and the
/// background, which is the first.
struct ObjectTasks {
  static let detection = "detection"
  static let segmentation = "segmentation"

  private let categories: [String]
  let offers: [TaskOffer]

  init(_ categories: [String], segmentation: Bool) {
    self.categories = categories
    let detection = TaskOffer(
      Self.detection, ["categories": .list(categories.map { .text($0) })])
    let maps = TaskOffer(Self.segmentation, ["classes": .integer(categories.count + 1)])
    offers = segmentation ? [detection, maps] : [detection]
  }

  /// With room for the objects of these images.
  func tasks(of images: [ListedImage]) -> [ListedTask] {
    offers.map { offer in
      guard offer.name == Self.detection else {
        return ListedTask(offer: offer, layout: nil, names: [])
      }
      let most = images.map { $0.objects[offer.name]?.count ?? 0 }.max() ?? 0
      return ListedTask(offer: offer, layout: ObjectLabels.layout(most: most), names: categories)
    }
  }
}
