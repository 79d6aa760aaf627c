import Engine
import Records

/// The catalog of tasks, for places that have a local `tasks`. (`Engine.tasks` would be the type's, not the module's.)
let taskCatalog = tasks

/// A network to be counted.
struct ParameterRequest {
  let backbone: Selection<any Backbone>
  let decoder: Selection<any Decoder>
  let architecture: Selection<any Architecture>
  let weighting: Selection<any Weighting>
  let tasks: [Selection<any LearningTask>]
  let size: ImageSize

  struct Answer {
    /// One network, or one for each task.
    let networks: [NetworkAccount]
    let singleTask: [NetworkAccount]

    var parameters: Int { networks.map(\.parameters).reduce(0, +) }
    var macs: Int { networks.map(\.macs).reduce(0, +) }
    var singleTaskParameters: Int { singleTask.map(\.parameters).reduce(0, +) }
    var singleTaskMACs: Int { singleTask.map(\.macs).reduce(0, +) }
    var ratio: Double { Double(parameters) / Double(singleTaskParameters) }
    var macRatio: Double { Double(macs) / Double(singleTaskMACs) }
    var shared: Int { networks.map(\.shared).reduce(0, +) }
    var weighting: Int { networks.map(\.weighting).reduce(0, +) }
    var perTask: [String: Int] {
      networks.reduce(into: [:]) { $0.merge($1.perTask, uniquingKeysWith: +) }
    }
    var modules: [String: Int] {
      networks.reduce(into: [:]) { $0.merge($1.modules, uniquingKeysWith: +) }
    }
  }

  /// Throws `OptionError` where the choices do not go together.
  func account() throws -> Answer {
    let parts = NetworkParts(
      backbone: backbone.item, decoder: decoder.item,
      problem: Problem(size: size, tasks: tasks.map(\.item)))
    do { try parts.checkDecoder() } catch let error as OptionError {
      throw OptionError(key: "--decoder", message: error.description)
    }
    do { try parts.check(architecture.item) } catch let error as OptionError {
      throw OptionError(key: architecture.choice.label, message: error.description)
    }
    let sizes = NetworkSizes(parts: parts)
    return Answer(
      networks: architecture.item.trainsOneTask
        ? sizes.perTask(architecture.item)
        : [sizes.network(architecture.item, weighting.item)],
      singleTask: sizes.singleTask)
  }
}
