extension RandomStream {
  /// Names in an order that depends on the stream and on the names alone.
  func ranked(_ names: [String]) -> [String] { ranked(names) { $0 } }

  /// The same of things that have names.
  func ranked<Item>(_ items: [Item], by name: (Item) -> String) -> [Item] {
    let keys = items.map { item -> (key: UInt64, name: String, item: Item) in
      let name = name(item)
      var random = stream(name)
      return (random.next(), name, item)
    }
    return keys.sorted { ($0.key, $0.name) < ($1.key, $1.name) }.map(\.item)
  }
}
