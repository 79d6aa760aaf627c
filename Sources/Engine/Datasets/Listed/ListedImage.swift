/// An image that a table or a folder lists, with what is known of it.
struct ListedImage: Sendable {
  /// Below the root.
  let path: String
  /// Where it is listed, for messages: `labels.csv:12`.
  let source: String
  /// By task name; a task that is not named has no label here.
  var labels: [String: FrameValues]
  /// As the data say; nil where they do not.
  var split: SplitName?
  /// Images of one person or scene, that are not to be in two splits; nil where nothing is known.
  var group: String?
  /// One of several data sets that lie beside one another: each is divided into splits for itself.
  var collection = ""
}

/// A task that a list has labels for.
struct ListedTask: Sendable {
  let offer: TaskOffer
  let layout: LabelLayout
  /// What its indices stand for, or, of several labels, each of them; empty for numbers.
  let names: [String]
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
