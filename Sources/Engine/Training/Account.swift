/// Counts a network exactly, without memory for its values.
public func account(
  _ parts: NetworkParts, architecture: any Architecture, weighting: any Weighting
) -> NetworkAccount {
  let problem = parts.problem
  let built = BuiltNetwork(parts, architecture: architecture, weighting: weighting)
  let tape = built.record(batch: 1).tape
  var perTask: [String: Int] = [:]
  for task in problem.tasks { perTask[task.name] = 0 }
  var modules: [String: Int] = [:]
  for parameter in built.layout.parameters {
    let module = String(parameter.name.prefix { $0 != "." })
    modules[module, default: 0] += parameter.count
    let tasks = tape.parameterTasks[parameter.index]
    if tasks.nonzeroBitCount == 1 {
      perTask[problem.tasks[tasks.trailingZeroBitCount].name]! += parameter.count
    }
  }
  let learned = built.learned?.count ?? 0
  let total = built.layout.count
  return NetworkAccount(
    parameters: total, shared: total - learned - perTask.values.reduce(0, +), perTask: perTask,
    weighting: learned, macs: tape.macs, modules: modules)
}
