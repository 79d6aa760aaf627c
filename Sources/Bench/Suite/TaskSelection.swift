import Engine
import Records

/// A task is called as its data set calls it; the option `kind` says what kind of task it is, where that is not its name.
extension Selection where Item == any LearningTask {
  private static let kindKey = "kind"

  /// `segmentation:13`, `age:regression`, `race:classes,classes=5`. Throws `OptionError`.
  init(task request: ChoiceRequest) throws {
    var request = request
    let isKind = tasks.names.contains(request.name)
    if !isKind, request.options[Self.kindKey] == nil, let bare = request.bare {
      request.options[Self.kindKey] = bare
      request.bare = nil
    }
    guard let kind = request.options.removeValue(forKey: Self.kindKey) else {
      guard isKind else {
        throw OptionError(
          key: "",
          message: "unknown task \(shortened(request.name)), expected one of "
            + tasks.names.joined(separator: ", ")
            + suggestion(for: request.name, among: tasks.names)
            + "; or a name of its own with one of these kinds, as age:regression")
      }
      try self.init(request, from: tasks)
      return
    }
    guard case .text(let name) = kind, tasks.names.contains(name) else {
      throw OptionError(
        key: Self.kindKey,
        message:
          "found \(shortened("\(kind)")), expected one of \(tasks.names.joined(separator: ", "))"
          + suggestion(for: "\(kind)", among: tasks.names))
    }
    let called = request.name
    request.name = name
    // What was written without a key is of the kind.
    request.nameBareValue(in: tasks)
    self.init(
      try tasks.make(name, called: called, request.options, written: request.written), kind: name)
  }

  /// The task of a record, made again. Throws `OptionError` where the program no longer knows it.
  init(task choice: Choice) throws {
    var request = ChoiceRequest(name: choice.name)
    for (key, value) in choice.options {
      request.options[key] = try OptionValue(value, key: key)
    }
    try self.init(task: request)
  }

  /// What a data set offers, with what a suite says beside. Throws `OptionError`.
  init(_ offer: TaskOffer, _ request: ChoiceRequest) throws {
    var request = request
    // What was written without a key is of the kind.
    request.name = offer.kind
    request.nameBareValue(in: tasks)
    request.name = offer.name
    request.options.merge(offer.options) { given, _ in given }
    if offer.kind != offer.name { request.options[Self.kindKey] = .text(offer.kind) }
    try self.init(task: request)
  }

  /// As it can be typed, without the options that are what they are anyway: `segmentation:classes=13`, `age:regression`.
  var spelling: String {
    guard case .text(let kind)? = choice.options[Self.kindKey] else { return choice.label }
    let declared = tasks.entries.first { $0.name == kind }?.options ?? []
    let given = choice.options.filter { key, value in
      key != Self.kindKey
        && declared.first { $0.key == key }?.standard.map(JSONValue.init) != value
    }
    let options = given.isEmpty ? "" : "," + Choice("", given).label.dropFirst()
    return "\(choice.name):\(kind)\(options)"
  }

  private init(_ made: Configured<any LearningTask>, kind: String) {
    var options = made.options.mapValues(JSONValue.init)
    if kind != made.name { options[Self.kindKey] = .text(kind) }
    self.init(item: made.item, choice: Choice(made.name, options))
  }
}
