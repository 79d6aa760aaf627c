/// What detections are worth, of all categories and of each.
public struct ObjectScores: Sendable, Hashable {
  public struct Number: Sendable, Hashable {
    /// The field's name: `AP50`.
    public let name: String
    /// 0…1; nil where there is no object to be found.
    public let value: Double?
  }

  public struct Category: Sendable, Hashable {
    /// From 0.
    public let category: Int
    /// Objects that count.
    public let objects: Int
    public let numbers: [Number]
  }

  /// Means over the categories that have objects; the first is the one to compare by.
  public let numbers: [Number]
  /// Those that have objects or detections.
  public let categories: [Category]

  /// As tasks report theirs.
  public var metrics: [MetricValue] { .fractions(numbers.map { ($0.name, $0.value) }) }

  init(_ categories: [Category], names: [String]) {
    self.categories = categories
    numbers = names.indices.map { index in
      var mean = Mean()
      for category in categories { category.numbers[index].value.map { mean.add($0) } }
      return Number(name: names[index], value: mean.value)
    }
  }
}
