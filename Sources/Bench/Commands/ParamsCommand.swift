import ArgumentParser
import Engine
import Records

struct ParamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "params",
    abstract: "Count a network exactly: parameters and multiply–accumulates.",
    discussion: """
      Choices are written name, name:value (the first option) or name:key=value,key=value; see \
      bench list. Of an architecture that trains a network for each task, all networks are counted \
      together.

      Examples:
        bench params --architecture mtan --tasks segmentation:13,depth,normals
        bench params --architecture split:variant=wide --tasks segmentation:classes=7,depth --json
        bench params --backbone resnet:50 --architecture split --tasks \
      age:regression,gender:binary,race:classes
        bench params --backbone resnet:18 --decoder unet --architecture mtan --tasks \
      segmentation,depth
        bench params --backbone segnet:width=0.125 --architecture dense --input 64x96 \
      --tasks segmentation,depth
      """)

  @Option(help: "The network family.") var backbone = "segnet"
  @Option(help: "How its features lead back to maps.") var decoder = "segnet"
  @Option(help: "How the tasks share it.") var architecture: String
  @Option(help: "Tasks, separated by commas.") var tasks: String
  @Option(help: "How losses are weighted: some schemes learn parameters.") var weighting = "equal"
  @Option(
    help: """
      Height and width of a frame; 288x384 if left out, or 224x224 where no task reads maps.
      """) var input: String?
  @OptionGroup var json: JSONFlag

  func run() throws {
    try reportingErrors {
      let request = try request()
      let table = ParameterTable(request: request, answer: try request.account())
      Terminal.out(json.json ? table.json.pretty : table.text)
    }
  }

  private func request() throws -> ParameterRequest {
    let chosen = try naming("--tasks") {
      try ChoiceRequest.list(spelling: tasks).map { try Selection(task: $0) }
    }
    let names = chosen.map(\.choice.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw OptionError(key: "--tasks", message: "\(twice) is listed twice")
    }
    let scheme = try selection("--weighting", weighting, weightings)
    try naming("--weighting") { try scheme.item.check(tasks: names) }
    return ParameterRequest(
      backbone: try selection("--backbone", backbone, backbones),
      decoder: try selection("--decoder", decoder, decoders),
      architecture: try selection("--architecture", architecture, architectures),
      weighting: scheme, tasks: chosen, size: try size(chosen))
  }

  private func selection<Item>(_ option: String, _ text: String, _ catalog: Catalog<Item>) throws
    -> Selection<Item>
  {
    try naming(option) { try Selection(ChoiceRequest(spelling: text), from: catalog) }
  }

  /// Errors say which option they are about.
  private func naming<Result>(_ option: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as OptionError {
      throw OptionError(key: option, message: error.description)
    }
  }

  /// Without a word the sizes at which networks are published: for maps MTAN's NYUv2, for whole images ImageNet's.
  private func size(_ chosen: [Selection<any LearningTask>]) throws -> ImageSize {
    guard let input else {
      return chosen.contains { $0.item.reads == .map }
        ? ImageSize(height: 288, width: 384) : ImageSize(height: 224, width: 224)
    }
    let extents = input.split(whereSeparator: { "x×X".contains($0) }).map { Int($0) }
    let range = 1...16_384
    guard extents.count == 2, let height = extents[0], let width = extents[1],
      range.contains(height), range.contains(width)
    else {
      throw OptionError(
        key: "--input",
        message: "found \(shortened(input)), expected height x width such as 288x384, each up to "
          + "\(range.upperBound)")
    }
    return ImageSize(height: height, width: width)
  }
}
