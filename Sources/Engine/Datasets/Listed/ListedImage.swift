/// An image that a table or a folder lists, with what is known of it.
struct ListedImage: Sendable {
  /// Below the root.
  let path: String
  /// Where it is listed, for messages: `labels.csv:12`.
  let source: String
  /// By task name; a task that is not named has no label here.
  var labels: [String: FrameValues] = [:]
  /// What is where in it, in its own pixels, upright, by task name.
  var objects: [String: [LabelledObject]] = [:]
  /// What says a class of each of its pixels, by task name.
  var maps: [String: any PixelClasses] = [:]
  /// Height and width as its annotation says; nil where it does not.
  var declaredSize: ImageSize?
  /// As the data say; nil where they do not.
  var split: SplitName?
  /// Images of one person or scene, that are not to be in two splits; nil where nothing is known.
  var group: String?
  /// One of several data sets that lie beside one another: each is divided into splits for itself.
  var collection = ""
}

extension ListedImage {
  func hasLabel(of task: String) -> Bool {
    labels[task] != nil || objects[task] != nil || maps[task] != nil
  }

  /// What is known of it as labels of a frame. `classes` gives those of its pixels.
  func frameLabels(_ fit: FrameFit, _ classes: (any PixelClasses) throws -> [Int16]) rethrows
    -> [String: FrameValues]
  {
    var found = labels
    for (task, objects) in objects {
      found[task] = .floats(ObjectLabels.numbers(fit.objects(objects)))
    }
    for (task, map) in maps {
      let classes = try classes(map).map(Float.init)
      found[task] = FrameValues(fit.map(classes, channels: 1, missing: -1), as: .indices)
    }
    return found
  }
}

/// A task that a list has labels for.
struct ListedTask: Sendable {
  let offer: TaskOffer
  /// Nil where every pixel of a frame has a class.
  let layout: LabelLayout?
  /// What its indices stand for, or, of several labels, each of them; empty for numbers.
  let names: [String]
}

extension ListedTask {
  /// In frames of a size.
  func layout(on frame: ImageSize) -> LabelLayout {
    layout ?? LabelLayout(.indices, count: frame.height * frame.width)
  }
}

/// What was read of a data set's files, images apart.
struct ImageList: Sendable {
  var images: [ListedImage]
  var tasks: [ListedTask]
  /// Sentences about what was passed over.
  var remarks: [String] = []
  /// Whether images may be links to what lies outside of the root: where a file names them, they may not.
  var followsLinks = true
}
