import Engine
import Records

/// The JSON Schema (draft 2020-12) of suite files, from the keys and the catalogs: editors complete and check with it.
enum SuiteSchema {
  static var json: JSONValue {
    var members = object(
      SuiteKey.all.filter { $0.name != "profiles" }, required: SuiteKey.all.filter(\.isRequired))
    if case .object(var properties)? = members["properties"] {
      properties["profiles"] = profiles
      members["properties"] = .object(properties)
    }
    members["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
    members["title"] = .text("A suite of bench")
    var definitions: [String: JSONValue] = [:]
    for list in CatalogList.all { definitions[list.kind] = choice(list.entries) }
    definitions["task"] = task
    definitions["scheme"] = scheme
    definitions["scalarization"] = scalarization
    definitions["tune"] = tune
    members["$defs"] = .object(definitions)
    return .object(members)
  }

  private static func object(_ keys: [SuiteKey], required: [SuiteKey]) -> [String: JSONValue] {
    var properties: [String: JSONValue] = [:]
    for key in keys {
      var schema = self.schema(key.shape)
      schema["description"] = .text(key.meaning)
      properties[key.name] = .object(schema)
    }
    return [
      "type": .text("object"), "additionalProperties": .bool(false),
      "properties": .object(properties),
      "required": .array(required.map { .text($0.name) }),
    ]
  }

  /// Every key may be changed, and every key that is not required be taken away.
  private static var profiles: JSONValue {
    let keys = SuiteKey.all.filter { $0.name != "profiles" }
    var changes: [String: JSONValue] = [:]
    for key in keys {
      changes[key.name] = .object([
        "anyOf": .array([.object(schema(key.shape)), .object(["type": .text("null")])]),
        "description": .text(key.meaning),
      ])
    }
    let profile = JSONValue.object([
      "type": .array([.text("object"), .text("null")]), "additionalProperties": .bool(false),
      "properties": .object(changes),
    ])
    let properties = Profile.allCases.map { ($0.rawValue, profile) }
    return .object([
      "type": .text("object"), "additionalProperties": .bool(false),
      "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
      "description": .text("what smoke, standard and full change; maps are merged"),
    ])
  }

  private static func schema(_ shape: SuiteKey.Shape) -> [String: JSONValue] {
    switch shape {
    case .text: ["type": .text("string"), "minLength": .integer(1)]
    case .whole(let range): whole(range)
    case .numerics: ["enum": .array(Numerics.allCases.map { .text($0.rawValue) })]
    case .percent:
      ["type": .text("number"), "minimum": .integer(0), "maximum": .integer(100)]
    case .duration:
      [
        "type": .array([.text("number"), .text("string")]),
        "pattern": .text(#"^[0-9.]+ *(s|min|h)$"#),
      ]
    case .seeds:
      [
        "anyOf": .array([
          .object(whole(SuiteLimits.seeds)),
          .object(list(.object(["type": .text("integer"), "minimum": .integer(0)]))),
        ])
      ]
    case .taskSets:
      taskSets
    case .fractions:
      byTask(["type": .text("number"), "exclusiveMinimum": .integer(0), "maximum": .integer(1)])
    case .counts: byTask(whole(SuiteLimits.frames))
    case .epochsByTask: byTask(whole(SuiteLimits.epochs))
    case .factors:
      byTask([
        "type": .text("number"), "minimum": .number(LossScaling.factors.lowerBound),
        "maximum": .number(LossScaling.factors.upperBound),
      ])
    case .conditions: list(condition)
    case .choice(let kind): reference(kind)
    case .choices(let kind): oneOrMore(kind)
    case .schemes: oneOrMore("scheme")
    case .tune: reference("tune")
    case .arms: list(arm)
    case .claims: list(claim)
    case .robustness: ["anyOf": .array([lossScaling, .object(list(lossScaling))])]
    case .diagnostics: diagnostics
    case .profiles: ["type": .text("object")]
    }
  }

  /// Data sets call their tasks what they like.
  private static let taskName = JSONValue.object([
    "type": .text("string"), "minLength": .integer(1),
  ])

  /// A kind with its options, which an editor may complete, or what a data set calls a task of its own.
  private static var task: JSONValue {
    let options = JSONValue.object(["type": .array([.text("object"), .text("null")])])
    return .object([
      "anyOf": .array([
        choice(CatalogList(taskCatalog).entries), taskName,
        .object([
          "type": .text("object"), "minProperties": .integer(1), "maxProperties": .integer(1),
          "additionalProperties": options,
        ]),
      ])
    ])
  }

  private static var condition: JSONValue {
    var members = object(SuiteDraft.conditionKeys, required: [])
    if case .object(var properties)? = members["properties"] {
      properties["name"] = .object(["type": .text("string"), "minLength": .integer(1)])
      members["properties"] = .object(properties)
    }
    members["required"] = .array([.text("name")])
    return .object(members)
  }

  private static func byTask(_ number: [String: JSONValue]) -> [String: JSONValue] {
    ["type": .text("object"), "additionalProperties": .object(number)]
  }

  private static func whole(_ range: ClosedRange<Int>) -> [String: JSONValue] {
    [
      "type": .text("integer"), "minimum": .integer(range.lowerBound),
      "maximum": .integer(range.upperBound),
    ]
  }

  static func list(_ items: JSONValue) -> [String: JSONValue] {
    ["type": .text("array"), "items": items, "minItems": .integer(1)]
  }

  static func reference(_ definition: String) -> [String: JSONValue] {
    ["$ref": .text("#/$defs/\(definition)")]
  }

  private static func oneOrMore(_ definition: String) -> [String: JSONValue] {
    oneOrMore(.object(reference(definition)))
  }

  static func oneOrMore(_ one: JSONValue) -> [String: JSONValue] {
    ["anyOf": .array([one, .object(list(one))])]
  }

  private static let taskSets: [String: JSONValue] = [
    "anyOf": .array([
      .object(["enum": .array(SuiteDraft.TaskSets.allCases.map { .text($0.rawValue) })]),
      .object(list(.object(list(taskName)))),
    ])
  ]

  private static var arm: JSONValue {
    var properties: [String: JSONValue] = [
      "combinations": .object(taskSets),
      "architectures": .object(oneOrMore("architecture")),
      "weightings": .object(oneOrMore("scheme")),
      "tune": .object([
        "anyOf": .array([.object(reference("tune")), .object(["type": .text("null")])])
      ]),
    ]
    for kind in ChoiceKinds.arm {
      properties[kind.key.name] = .object(reference(kind.key.name))
    }
    return .object([
      "type": .text("object"), "additionalProperties": .bool(false),
      "required": .array([.text("architectures")]), "properties": .object(properties),
    ])
  }

  private static var lossScaling: JSONValue {
    .object([
      "type": .text("object"), "additionalProperties": .bool(false),
      "required": .array([.text("task"), .text("factor")]),
      "properties": .object([
        "task": taskName,
        "factor": .object([
          "type": .text("number"), "minimum": .number(LossScaling.factors.lowerBound),
          "maximum": .number(LossScaling.factors.upperBound),
          "not": .object(["const": .integer(1)]),
        ]),
        "architectures": .object(oneOrMore("architecture")),
      ]),
    ])
  }

  private static var diagnostics: [String: JSONValue] {
    [
      "type": .text("object"), "additionalProperties": .bool(false),
      "required": .array([.text("every")]),
      "properties": .object(["every": .object(whole(SuiteLimits.interval))]),
    ]
  }

  private static var claim: JSONValue {
    .object([
      "type": .text("object"), "additionalProperties": .bool(false),
      "required": .array([.text("architecture"), .text("verdict")]),
      "properties": .object([
        "architecture": .object(reference("architecture")),
        "weighting": .object(reference("weighting")),
        "verdict": .object(["enum": .array(SuiteKey.verdicts.map { .text($0) })]),
      ]),
    ])
  }

  /// A name, a name with options in the spelling of the command line, or a map of the name to its options.
  private static func choice(_ entries: [CatalogList.Entry]) -> JSONValue {
    let maps = entries.map { entry -> JSONValue in
      var properties: [String: JSONValue] = [:]
      for option in entry.options { properties[option.key] = schema(option) }
      let options = JSONValue.object([
        "type": .array([.text("object"), .text("null")]), "additionalProperties": .bool(false),
        "properties": .object(properties), "description": .text(entry.summary),
      ])
      return .object([
        "type": .text("object"), "additionalProperties": .bool(false),
        "required": .array([.text(entry.name)]), "properties": .object([entry.name: options]),
      ])
    }
    let plain = JSONValue.object(["enum": .array(entries.map { .text($0.name) })])
    let spelled = JSONValue.object([
      "type": .text("string"),
      "pattern": .text("^(\(entries.map(\.name).joined(separator: "|"))):.+$"),
    ])
    return .object(["anyOf": .array([plain, spelled] + maps)])
  }

  static func schema(_ option: OptionDeclaration) -> JSONValue {
    var members: [String: JSONValue] = ["description": .text(option.meaning)]
    members["default"] = option.standard.map(JSONValue.init)
    switch option.kind {
    case .bool: members["type"] = .text("boolean")
    case .integer: members["type"] = .text("integer")
    case .number: members["type"] = .text("number")
    case .location: members["type"] = .text("string")
    case .text:
      members["type"] = .text("string")
      if !option.allowed.isEmpty { members["enum"] = .array(option.allowed.map { .text($0) }) }
    case .map: members["type"] = .text("object")
    case .texts:
      let text = JSONValue.object(["type": .array([.text("string"), .text("number")])])
      members["anyOf"] = .array([text, .object(["type": .text("array"), "items": text])])
    case .numbers:
      let number = JSONValue.object(["type": .text("number")])
      members["anyOf"] = .array([
        number, .object(["type": .text("array"), "items": number]),
      ])
    }
    return .object(members)
  }
}
