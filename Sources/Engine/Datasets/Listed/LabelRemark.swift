extension ListedTask {
  /// Which of its classes or labels no training image has; nil where each is there.
  func remark(_ train: [ListedImage], limit: Int) -> String? {
    var seen = Set<Int>()
    for image in train {
      for object in image.objects[offer.name] ?? [] where !object.isIgnored {
        seen.insert(object.category)
      }
      guard case .indices(let values)? = image.labels[offer.name] else { continue }
      if layout?.count == 1 {
        seen.insert(Int(values[0]))
      } else {
        for (place, value) in values.enumerated() where value == 1 { seen.insert(place) }
      }
    }
    // Without any label the whole split is told of.
    guard !seen.isEmpty else { return nil }
    let missing = names.indices.filter { !seen.contains($0) }.map { shortened(names[$0]) }
    guard !missing.isEmpty else { return nil }
    let listed = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
    return
      "\(offer.name): no training image has the label\(missing.count == 1 ? "" : "s") \(listed) "
      + "(\(missing.count) of \(names.count)); it cannot be learned"
      + (limit > 0 ? ", raise the option frames (now \(limit))" : "")
  }
}
