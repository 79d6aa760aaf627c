import Engine
import Records

/// An option of a scheme with what it is chosen from.
struct TunedOption {
  enum Values {
    case given([(value: OptionValue, node: SuiteNode)])
    /// Points of the simplex, made for each number of tasks.
    case points(Scalarization)
  }

  let name: String
  let node: SuiteNode
  let values: Values
}

extension MistakeLog {
  /// `{rates: [5e-4, 1e-3]}`: the learning rates that every arm is tuned over.
  func rates(_ tune: SuiteNode) -> [Double]? {
    guard tune.members != nil else {
      add(tune, "found \(tune.found), expected a map such as {rates: [5e-4, 1e-3, 2e-3]}")
      return nil
    }
    check(tune, keys: ["rates"])
    guard let node = tune["rates"] else {
      add(tune, "missing rates, a list of learning rates")
      return nil
    }
    var rates: [Double?] = []
    for element in elements(node, of: "learning rates") {
      let rate = positive(element)
      if rate == nil { add(element, "found \(element.found), expected a learning rate above 0") }
      if let rate, rate > SuiteLimits.rate {
        let most = OptionValue.number(SuiteLimits.rate)
        add(element, "found \(element.found), expected a learning rate of at most \(most)")
      }
      if let rate, rates.contains(rate) { add(element, "\(element.found) is listed twice") }
      rates.append(rate)
    }
    return rates.isEmpty || rates.contains(nil) ? nil : rates.compactMap { $0 }
  }

  private func positive(_ node: SuiteNode) -> Double? {
    switch node.content {
    case .scalar(.integer(let value)) where value > 0: Double(value)
    case .scalar(.number(let value)) where value > 0: value
    default: nil
    }
  }

  /// The options under `tune` of a scheme; nil, with mistakes noted, where any is wrong.
  func tunedOptions<Item>(_ tune: SuiteNode, of entry: Catalog<Item>.Entry, given: [String])
    -> [TunedOption]?
  {
    let known = entry.options.map(\.key)
    let example = known.first.map { "{\($0): […]}" } ?? "options"
    guard !known.isEmpty else {
      add(
        tune,
        "\(entry.name) takes no options; learning rates are tuned by tune of the suite or of a block of arms"
      )
      return nil
    }
    guard let members = tune.members, !members.isEmpty else {
      add(
        tune, "found \(tune.found), expected a map of options to their values, such as \(example)")
      return nil
    }
    var found: [TunedOption?] = []
    for member in members {
      guard let option = entry.options.first(where: { $0.key == member.key }) else {
        let hint =
          member.key == "rates"
          ? "; learning rates are tuned by tune of the suite or of a block of arms"
          : suggestion(for: member.key, among: known)
        add(
          path: member.node.path, line: member.line,
          "unknown option, expected one of \(known.joined(separator: ", "))" + hint)
        found.append(nil)
        continue
      }
      if given.contains(member.key) {
        add(
          path: member.node.path, line: member.line, "given twice: as it is, and as one to choose")
        found.append(nil)
      } else {
        found.append(tunedOption(option, member.node))
      }
    }
    return found.contains { $0 == nil } ? nil : found.compactMap { $0 }
  }

  private func tunedOption(_ option: OptionDeclaration, _ node: SuiteNode) -> TunedOption? {
    if case .map(let members) = node.content, option.kind == .numbers {
      var request = ChoiceRequest(name: Scalarization.name)
      for member in members {
        guard case .scalar(let value) = member.node.content else {
          add(member.node, "found \(member.node.found), expected a value")
          return nil
        }
        request.options[member.key] = value
        request.written[member.key] = member.node.found
      }
      return scalarization(request, node, node).map {
        TunedOption(name: option.key, node: node, values: .points($0))
      }
    }
    if case .list(let elements) = node.content, elements.count > SuiteLimits.listed {
      add(node, "found a list of \(elements.count), expected at most \(SuiteLimits.listed) values")
      return nil
    }
    guard case .list(let elements) = node.content, !elements.isEmpty else {
      let points = option.kind == .numbers ? ", or points of the simplex such as {points: 8}" : ""
      let empty = if case .list = node.content { "an empty list" } else { node.found }
      add(node, "found \(empty), expected a list of values to choose from" + points)
      return nil
    }
    var values: [(value: OptionValue, node: SuiteNode)] = []
    for element in elements {
      guard let value = tunedValue(option, element) else { return nil }
      if values.contains(where: { $0.value == value }) {
        add(element, "\(shortened("\(value)")) is listed twice")
        return nil
      }
      values.append((value, element))
    }
    return TunedOption(name: option.key, node: node, values: .given(values))
  }

  private func tunedValue(_ option: OptionDeclaration, _ node: SuiteNode) -> OptionValue? {
    switch node.content {
    case .scalar(let value) where option.kind != .numbers: return value
    case .list(let elements) where option.kind == .numbers:
      let numbers = elements.compactMap { element -> OptionValue? in
        switch element.content {
        case .scalar(.integer(let value)): .number(Double(value))
        case .scalar(.number(let value)): .number(value)
        default: nil
        }
      }
      if numbers.count == elements.count { return .list(numbers) }
      fallthrough
    default:
      add(
        node,
        "found \(node.found), expected \(option.kind == .numbers ? "a list of numbers" : "a value")"
      )
      return nil
    }
  }

  /// What an option is chosen from, for so many tasks.
  func values(_ option: TunedOption, tasks: Int?) -> [(value: OptionValue, node: SuiteNode)] {
    switch option.values {
    case .given(let values): return values
    case .points(let sweep):
      return weights(sweep, tasks: tasks ?? 0, option.node, option.node).map {
        (.list($0.map { .number($0) }), option.node)
      }
    }
  }

  /// A weighting with some options replaced; nil, with a mistake noted, where a value does not do.
  func candidate(
    _ base: Selection<any Weighting>, _ point: [String: (value: OptionValue, node: SuiteNode)]
  ) -> Selection<any Weighting>? {
    var request = ChoiceRequest(name: base.choice.name)
    do {
      for (key, value) in base.choice.options {
        request.options[key] = try OptionValue(value, key: key)
      }
      for (key, entry) in point {
        request.options[key] = entry.value
        if entry.node.text != nil { request.written[key] = entry.node.found }
      }
      return try Selection(request, from: weightings)
    } catch let error as OptionError {
      for mistake in error.all {
        add(point[mistake.key]?.node ?? point.values.first!.node, mistake.message)
      }
    } catch { preconditionFailure("a catalog throws OptionError only, not \(error)") }
    return nil
  }
}
