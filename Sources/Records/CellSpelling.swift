/// The canonical JSON of a cell, which its id is the digest of. It is what `JSONValue.canonical` makes
/// of an encoded cell, written directly: a plan asks for thousands of ids, and encoding, parsing and
/// sorting took a hundred times as long. Members stand in alphabetical order.
extension Cell {
  public var canonical: String {
    var out = "{"
    // A cell with its options is about this long.
    out.reserveCapacity(1024)
    out.append(member: "architecture", architecture)
    out.append(member: "augmentation", augmentation)
    out.append(member: "backbone", backbone)
    out.append(member: "batch", String(batch))
    out.append(member: "dataDigest", text: dataDigest)
    out.append(member: "dataset", dataset)
    if diagnosticsEvery != 0 { out.append(member: "diagnosticsEvery", String(diagnosticsEvery)) }
    out.append(member: "epochs", String(epochs))
    if !lossScales.isEmpty {
      let scales = JSONValue.object(lossScales.mapValues { .number($0) })
      out.append(member: "lossScales", scales.canonical)
    }
    out.append(member: "numerics", text: numerics)
    out.append(member: "optimizer", optimizer)
    out.append(member: "pictures", String(pictures))
    out.append(member: "revision", text: revision)
    out.append(member: "schedule", schedule)
    out.append(member: "seed", String(seed))
    out.append(key: "tasks")
    out += "["
    for (index, task) in tasks.enumerated() {
      if index > 0 { out += "," }
      out.append(task)
    }
    out += "]"
    out.append(member: "weighting", weighting)
    out += "}"
    return out
  }
}

extension String {
  /// The key of the next member, after a comma where it is not the first.
  fileprivate mutating func append(key: String) {
    if utf8.last != UInt8(ascii: "{") { self += "," }
    appendQuoted(key)
    self += ":"
  }

  fileprivate mutating func append(member key: String, _ value: String) {
    append(key: key)
    self += value
  }

  fileprivate mutating func append(member key: String, text: String) {
    append(key: key)
    appendQuoted(text)
  }

  fileprivate mutating func append(member key: String, _ choice: Choice) {
    append(key: key)
    append(choice)
  }

  fileprivate mutating func append(_ choice: Choice) {
    self += "{\"name\":"
    appendQuoted(choice.name)
    self += ",\"options\":"
    JSONValue.object(choice.options).write(to: &self)
    self += "}"
  }
}
