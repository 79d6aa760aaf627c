import CYaml

/// One event of a YAML text.
struct YamlEvent {
  enum Kind {
    case streamStart, documentStart, documentEnd, streamEnd
    case listStart, listEnd, mapStart, mapEnd
    case scalar(text: String, isPlain: Bool)
    case alias
  }

  let kind: Kind
  let line: Int
  /// The name behind `&` or, of an alias, behind `*`.
  let anchor: String?
  let tag: String?
}

/// The events of a YAML text, by libyaml, which Yams brings along. Yams' own tree does not do: it
/// has the place of an anchor but not of the alias, and compares keys with all that their aliases
/// stand for.
final class YamlEvents {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let file: String

  init(text: String, file: String) {
    self.file = file
    bytes = .allocate(capacity: text.utf8.count)
    _ = bytes.initialize(from: text.utf8)
    precondition(yaml_parser_initialize(parser) == 1, "no memory for the parser's buffers")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  /// Throws `SuiteMistake` where the text is not YAML.
  func next() throws -> YamlEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw mistake }
    defer { yaml_event_delete(&event) }
    return YamlEvent(event)
  }

  private var mistake: SuiteMistake {
    let state = parser.pointee
    let problem = Self.text(state.problem) ?? "unknown problem"
    guard state.error != YAML_READER_ERROR else {
      let line = 1 + bytes.prefix(state.problem_offset).count { $0 == UInt8(ascii: "\n") }
      let code = String(state.problem_value, radix: 16, uppercase: true)
      return SuiteMistake(
        file: file, line: line, path: "", message: "not YAML: \(problem), found U+\(code)")
    }
    guard !problem.hasPrefix("Maximum nesting level") else {
      return .nesting(file: file, line: state.problem_mark.line + 1)
    }
    let place = Self.text(state.context).map { " (\($0) in line \(state.context_mark.line + 1))" }
    return SuiteMistake(
      file: file, line: state.problem_mark.line + 1, path: "",
      message: "not YAML: \(problem)\(place ?? "")")
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}

extension YamlEvent {
  fileprivate init(_ event: yaml_event_t) {
    func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
      pointer.map { String(cString: $0) }
    }
    line = event.start_mark.line + 1
    switch event.type {
    case YAML_STREAM_START_EVENT: (kind, anchor, tag) = (.streamStart, nil, nil)
    case YAML_DOCUMENT_START_EVENT: (kind, anchor, tag) = (.documentStart, nil, nil)
    case YAML_DOCUMENT_END_EVENT: (kind, anchor, tag) = (.documentEnd, nil, nil)
    case YAML_ALIAS_EVENT: (kind, anchor, tag) = (.alias, text(event.data.alias.anchor), nil)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = .scalar(
        text: String(decoding: bytes, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      (anchor, tag) = (text(scalar.anchor), text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      (kind, anchor, tag) = (.listStart, text(start.anchor), text(start.tag))
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      (kind, anchor, tag) = (.mapStart, text(start.anchor), text(start.tag))
    case YAML_SEQUENCE_END_EVENT: (kind, anchor, tag) = (.listEnd, nil, nil)
    case YAML_MAPPING_END_EVENT: (kind, anchor, tag) = (.mapEnd, nil, nil)
    default: (kind, anchor, tag) = (.streamEnd, nil, nil)
    }
  }
}
