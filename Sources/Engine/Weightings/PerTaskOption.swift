/// Refuses a list of numbers that is neither empty nor as long as there are tasks.
func requireOnePerTask(
  _ key: String, _ values: [Double], _ tasks: [String], _ what: String = "numbers"
) throws {
  guard values.isEmpty || values.count == tasks.count else {
    throw OptionError(
      key: key,
      message: "found \(values.count) \(what), expected \(tasks.count), one for each of "
        + tasks.joined(separator: ", "))
  }
}

/// Takes a list of numbers that are not negative and not all 0, or an empty one.
func takePreference(_ options: inout Options, _ key: String, _ meaning: String) throws -> [Double] {
  let values = try options.take(key, default: [], in: -1e9...1e9, meaning)
  guard values.allSatisfy({ $0 >= 0 }), values.isEmpty || values.contains(where: { $0 > 0 }) else {
    throw OptionError(
      key: key, message: "found \(values), expected numbers that are not negative, not all 0")
  }
  return values
}
