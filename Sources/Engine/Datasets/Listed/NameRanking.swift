extension RandomStream {
  /// Names in an order that depends on the stream and on the names alone.
  func ranked(_ names: [String]) -> [String] {
    let keys = names.map { name -> (UInt64, String) in
      var random = stream(name)
      return (random.next(), name)
    }
    return keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
  }
}
