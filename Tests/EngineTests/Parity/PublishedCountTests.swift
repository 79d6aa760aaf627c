import Testing

@testable import Engine

/// Trainable parameters of the SegNet family against every count of lorenmt/mtan: in all and per module, for NYUv2's
/// three tasks and Cityscapes' two; and multiply–accumulates where they are known.
@Suite struct PublishedCountTests {
  struct Setting: Decodable {
    let classes: Int
    let tasks: Int
    let networks: [String: Count]
  }

  struct Count: Decodable {
    let params: Int
    /// Absent from sums over several networks.
    let modules: [String: Int]?
    // The reference file's name.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    let conv_macs_288x384: Int?
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let setting: String
    let network: String
    var testDescription: String { "\(setting): \(network)" }
  }

  private static let settings = FixtureLibrary.json(
    "parameter_counts.json", [String: Setting].self)
  private static let cases = settings.keys.sorted().flatMap { setting in
    settings[setting]!.networks.keys.sorted().map { Case(setting: setting, network: $0) }
  }

  @Test(arguments: cases) func published(_ row: Case) throws {
    let setting = Self.settings[row.setting]!
    let published = setting.networks[row.network]!
    let words = row.network.split(separator: "_").map(String.init)
    let names = Array(Self.order.prefix(setting.tasks))
    switch words[0] {
    case "single" where words[1] == "all", "stan" where words[1] == "all":
      let sum = try names.reduce(0) { sum, name in
        try sum + network(setting, words[0], tasks: [name]).account.parameters
      }
      #expect(sum == published.params)
    case "single", "stan":
      let name = Self.taskNames[words[1]]!
      expect(try network(setting, words[0], tasks: [name]), published, tasks: [name])
    default:
      let options: [String: OptionValue] =
        words[0] == "split" ? ["variant": .text(words[1])] : [:]
      let name = words[0] == "split" ? "split" : words.joined(separator: "-")
      // The published networks of several tasks count the learned log variances.
      let found = try network(setting, name, options, tasks: names, weighting: "uncertainty")
      expect(found, published, tasks: names)
    }
  }

  private static let order = ["segmentation", "depth", "normals"]
  private static let taskNames = [
    "semantic": "segmentation", "depth": "depth", "normal": "normals",
  ]

  private typealias Counted = (account: NetworkAccount, layout: ParameterLayout)

  private func network(
    _ setting: Setting, _ architecture: String, _ options: [String: OptionValue] = [:],
    tasks names: [String], weighting: String = "equal"
  ) throws -> Counted {
    let problem = Problem(
      size: ImageSize(height: 288, width: 384),
      tasks: try names.map { name in
        let options: [String: OptionValue] =
          name == "segmentation" ? ["classes": .integer(setting.classes)] : [:]
        return try tasks.make(name, options).item
      })
    let backbone = try backbones.make("segnet").item
    let architecture = try architectures.make(architecture, options).item
    let weighting = try weightings.make(weighting).item
    let built = BuiltNetwork(
      problem, backbone: backbone, architecture: architecture, weighting: weighting)
    let account = account(
      problem, backbone: backbone, architecture: architecture, weighting: weighting)
    return (account, built.layout)
  }

  private func expect(
    _ found: Counted, _ published: Count, tasks: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.account.parameters == published.params, sourceLocation: sourceLocation)
    // Heads and log variances are called otherwise there.
    var modules: [String: Int] = [:]
    for (name, count) in published.modules ?? [:] {
      switch name {
      case "logsigma": modules["weighting"] = count
      case "pred_task": modules["pred." + tasks[0]] = count
      case _ where name.hasPrefix("pred_task"):
        modules["pred." + tasks[Int(name.dropFirst("pred_task".count))! - 1]] = count
      default: modules[name] = count
      }
    }
    #expect(Self.modules(found.layout) == modules, sourceLocation: sourceLocation)
    if let macs = published.conv_macs_288x384 {
      #expect(found.account.macs == macs, sourceLocation: sourceLocation)
    }
  }

  /// Counts by the published code's modules; heads by task.
  private static func modules(_ layout: ParameterLayout) -> [String: Int] {
    let hasBranches = layout.parameters.contains { $0.name.hasPrefix("branches.") }
    var modules: [String: Int] = [:]
    for parameter in layout.parameters {
      modules[module(parameter.name, hasBranches: hasBranches), default: 0] += parameter.count
    }
    return modules
  }

  /// Where the published code keeps a parameter.
  private static func module(_ name: String, hasBranches: Bool) -> String {
    let path = name.split(separator: ".").map(String.init)
    switch path[0] {
    case "heads": return "pred." + path[1]
    case "attention": return path[2] + "_att"
    case "refinements": return path[1] + "_block_att"
    case "branches", "copies": return path[2] + "_block_t"
    case "stitch": return "cs_unit_" + path[1]
    // A trunk's first convolutions are apart from the others, but for `dense`.
    case "encoder", "decoder":
      return hasBranches || path[path.count - 2].hasSuffix("1")
        ? path[0] + "_block" : "conv_block_" + path[0].prefix(3)
    default: return path[0]
    }
  }
}
