import Engine
import Records
import Report

/// A network's counts to be read: a table, or JSON.
struct ParameterTable {
  let request: ParameterRequest
  let answer: ParameterRequest.Answer

  var json: JSONValue {
    let names = request.tasks.map(\.choice.name)
    func counts(_ values: [String: Int]) -> JSONValue {
      .object(values.mapValues(JSONValue.integer))
    }
    func single(_ value: (NetworkAccount) -> Int) -> JSONValue {
      counts(
        Dictionary(uniqueKeysWithValues: zip(names, answer.singleTask.map(value))))
    }
    var members: [String: JSONValue] = [
      "backbone": .text(request.backbone.choice.label),
      "architecture": .text(request.architecture.choice.label),
      "scheme": .text(request.weighting.choice.label),
      "tasks": .array(request.tasks.map { .text($0.choice.label) }),
      "input": .text("\(request.size.height)x\(request.size.width)"),
      "parameters": .integer(answer.parameters), "ratio": .ratio(answer.ratio),
      "shared": .integer(answer.shared), "perTask": counts(answer.perTask),
      "weighting": .integer(answer.weighting), "macs": .integer(answer.macs),
      "macRatio": .ratio(answer.macRatio), "modules": counts(answer.modules),
      "singleTask": .object([
        "parameters": .integer(answer.singleTaskParameters),
        "macs": .integer(answer.singleTaskMACs), "parametersByTask": single(\.parameters),
        "macsByTask": single(\.macs),
      ]),
    ]
    if readsMaps { members["decoder"] = .text(request.decoder.choice.label) }
    if request.architecture.item.trainsOneTask {
      members["networks"] = .array(
        zip(names, answer.networks).map { name, network in
          .object([
            "task": .text(name), "parameters": .integer(network.parameters),
            "macs": .integer(network.macs), "modules": counts(network.modules),
          ])
        })
    }
    return .object(members)
  }

  var text: String {
    let together =
      answer.networks.count > 1 ? "; \(answer.networks.count) networks counted together" : ""
    return """
      \(request.architecture.choice.label) on \(request.backbone.choice.label)\(decoder), \
      \(request.weighting.choice.label)\(together)
      tasks: \(request.tasks.map(\.spelling).joined(separator: ", "))

      \(sharing)

      single-task networks: \(NumberFormat.grouped(answer.singleTaskParameters)) parameters; \
      ratio \(NumberFormat.fixed(answer.ratio, 5))
      multiply–accumulates at \(size): \(NumberFormat.grouped(answer.macs)) \
      (\(NumberFormat.fixed(Double(answer.macs) / 1e9, 3)) G); ratio \(NumberFormat.fixed(answer.macRatio, 5))

      \(modules)
      """
  }

  /// Of the images that are computed.
  private var size: String {
    let padded = request.backbone.item.padded(request.size)
    return "\(request.size)" + (padded == request.size ? "" : ", padded to \(padded)")
  }

  /// Where none does there is no decoder.
  private var readsMaps: Bool { request.tasks.contains { $0.item.reads == .map } }

  private var decoder: String {
    readsMaps ? " with decoder \(request.decoder.choice.label)" : ""
  }

  private var sharing: String {
    var table = TextTable(["", "parameters", "share"], right: [1, 2])
    func add(_ name: String, _ count: Int) {
      let share = 100 * Double(count) / Double(answer.parameters)
      table.add([name, NumberFormat.grouped(count), NumberFormat.fixed(share, 1) + " %"])
    }
    add("shared by several tasks", answer.shared)
    for task in request.tasks {
      add("\(task.choice.name) alone", answer.perTask[task.choice.name] ?? 0)
    }
    if answer.weighting > 0 { add("weighting scheme", answer.weighting) }
    add("all", answer.parameters)
    return table.text
  }

  private var modules: String {
    var table = TextTable(["module", "parameters"], right: [1])
    for name in answer.modules.keys.sorted() {
      table.add([name, NumberFormat.grouped(answer.modules[name]!)])
    }
    return table.text
  }
}
