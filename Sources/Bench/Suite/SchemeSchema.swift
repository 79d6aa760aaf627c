import Engine
import Records

/// The part of the schema about what weightings and learning rates are chosen from.
extension SuiteSchema {
  /// A weighting, one whose options are tuned, or a sweep of fixed weights.
  static var scheme: JSONValue {
    let tuned = weightings.entries.filter { !$0.options.isEmpty }.map { entry -> JSONValue in
      var options: [String: JSONValue] = [:]
      var grids: [String: JSONValue] = [:]
      for option in entry.options {
        options[option.key] = schema(option)
        grids[option.key] = grid(option)
      }
      options["tune"] = closed(grids, "what these options are chosen from, on validation")
      return closed([entry.name: closed(options, entry.summary)], nil, required: [entry.name])
    }
    let sweep = closed(
      [Scalarization.name: .object(reference(Scalarization.name))], nil,
      required: [Scalarization.name])
    let spelled = JSONValue.object([
      "type": .text("string"), "pattern": .text("^\(Scalarization.name):.+$"),
    ])
    return .object([
      "anyOf": .array([.object(reference("weighting")), sweep, spelled] + tuned)
    ])
  }

  /// Values of one option to choose from.
  private static func grid(_ option: OptionDeclaration) -> JSONValue {
    guard option.kind == .numbers else { return .object(list(schema(option))) }
    let numbers = JSONValue.object(list(.object(["type": .text("number")])))
    return .object([
      "anyOf": .array([.object(list(numbers)), .object(reference(Scalarization.name))])
    ])
  }

  static var scalarization: JSONValue {
    closed(
      [
        "points": .object([
          "anyOf": .array([
            .object(["enum": .array([.text("grid")])]),
            .object([
              "type": .text("integer"), "minimum": .integer(1),
              "maximum": .integer(Scalarization.most),
            ]),
          ]),
          "description": .text("grid, or how many random points of the weight simplex"),
        ]),
        "divisions": .object([
          "type": .text("integer"), "minimum": .integer(1),
          "maximum": .integer(Scalarization.divisions.upperBound),
          "description": .text("into how many parts a grid cuts the whole"),
        ]),
        "seed": .object([
          "type": .text("integer"), "minimum": .integer(0),
          "description": .text("of random points; 1 if left out"),
        ]),
        "zeros": .object([
          "type": .text("boolean"),
          "description": .text(
            "whether points are kept that give a task no weight; false if left out"),
        ]),
      ], "points of the weight simplex, scaled to sum to the number of tasks",
      required: ["points"])
  }

  static var tune: JSONValue {
    closed(
      [
        "rates": .object(
          oneOrMore(
            .object([
              "type": .text("number"), "exclusiveMinimum": .integer(0),
              "maximum": .number(SuiteLimits.rate),
            ])))
      ], "what every arm chooses from, on validation with the first seed", required: ["rates"])
  }

  private static func closed(
    _ properties: [String: JSONValue], _ meaning: String?, required: [String] = []
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "type": .text("object"), "additionalProperties": .bool(false),
      "properties": .object(properties),
    ]
    if let meaning { members["description"] = .text(meaning) }
    if !required.isEmpty { members["required"] = .array(required.map { .text($0) }) }
    return .object(members)
  }
}
