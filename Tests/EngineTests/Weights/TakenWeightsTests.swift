import Foundation
import Testing

@testable import Engine

/// What networks take of files, and what they refuse.
struct TakenWeightsTests {
  private func parts(
    _ backbone: any Backbone, _ names: [String] = ["segmentation", "depth"]
  ) throws -> NetworkParts {
    NetworkParts(
      backbone: backbone, decoder: try decoders.make("fpn").item,
      problem: Problem(
        size: ImageSize(height: 32, width: 32), tasks: try names.map { try tasks.make($0).item }))
  }

  private func backbone(_ name: String, _ options: [String: OptionValue] = [:]) throws
    -> any Backbone
  { try backbones.make(name, options).item }

  private func check(
    _ backbone: any Backbone, _ tensors: [PublishedSamples.Tensor], prefix: String = "",
    architecture: String = "split", metadata: [String: String] = [:]
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    try folder.write("weights", safeTensors(tensors, metadata: metadata))
    var checked = Set<String>()
    return try NetworkWeights(folder.path + "/weights", prefix: prefix).check(
      try parts(backbone), architecture: try architectures.make(architecture).item,
      weighting: try weightings.make("equal").item, checked: &checked)
  }

  private func refusal(_ body: () throws -> [String]) throws -> String {
    try #require(throws: DataError.self) { _ = try body() }.description
  }

  private let narrow: [String: OptionValue] = ["width": .number(0.125)]

  @Test func tellsOnceWhatIsNotTaken() throws {
    let resnet = try backbone("resnet", narrow)
    var tensors = PublishedSamples.tensors(of: resnet)
    #expect(try check(resnet, tensors) == [])
    tensors += [
      ("fc.weight", [1, 1], [0]), ("fc.bias", [1], [0]), ("bn1.num_batches_tracked", [], [0]),
    ]
    let remarks = try check(resnet, tensors)
    #expect(
      remarks.count == 1 && remarks[0].hasSuffix("2 tensors are not taken (fc.weight, fc.bias)"))
  }

  /// Factors and biases of both norms have the same names.
  @Test func weightsOfAnotherNormAreRefused() throws {
    let batch = try backbone("resnet", narrow)
    let group = try backbone("resnet", narrow.merging(["norm": .text("group")]) { $1 })
    let words = try refusal { try check(group, PublishedSamples.tensors(of: batch)) }
    #expect(words.contains("found statistics of batch norm (bn1.running_mean)"))
    let own = PublishedSamples.tensors(of: batch).filter { !$0.name.contains("running") }
    #expect(try check(group, own) == [])
    #expect(try refusal { try check(batch, own) }.contains("tensors are missing: bn1.running_mean"))
  }

  @Test func aMissingTensorIsAnError() throws {
    let resnet = try backbone("resnet", narrow)
    let tensors = PublishedSamples.tensors(of: resnet).filter { $0.name != "layer2.0.bn1.bias" }
    let words = try refusal { try check(resnet, tensors) }
    #expect(words.contains("1 of the encoder's 100 tensors are missing: layer2.0.bn1.bias"))
  }

  /// Before anything is trained: with one of these a network answers nothing but NaN.
  @Test(
    arguments: [
      ("layer1.0.conv1.weight", Float.nan, "not finite (nan at place 2 of"),
      ("layer1.0.bn1.bias", Float.infinity, "not finite (inf at place 2 of"),
      ("layer1.0.bn1.running_var", -0.5, "negative variances (-0.5 at place 2 of"),
    ])
  func valuesThatNoNetworkCanHaveAreRefused(_ name: String, _ value: Float, _ words: String) throws
  {
    let resnet = try backbone("resnet", narrow)
    let tensors = PublishedSamples.tensors(of: resnet).map { tensor in
      var tensor = tensor
      if tensor.name == name { tensor.values[1] = value }
      return tensor
    }
    let found = try refusal { try check(resnet, tensors) }
    #expect(found.contains("\(name) has ") && found.contains(words), "\(found)")
  }

  /// Whole numbers are weights without the scales that they were quantised by; counts are nobody's weights.
  @Test(arguments: ["I8", "U8", "I32", "I64", "BOOL", "F8_E4M3", "C64"])
  func otherTypesThanFloatsAreRefused(_ type: String) throws {
    let resnet = try backbone("resnet", narrow)
    let tensors = PublishedSamples.tensors(of: resnet)
    func file(_ other: String) throws -> [String] {
      let folder = try TemporaryFolder()
      var header = SafeTensors()
      let all =
        tensors.map { ($0.name, $0.shape, $0.values) } + [("bn1.num_batches_tracked", [], [0])]
      for (name, shape, _) in all {
        header.add(name, type: name == other ? type : "F32", shape: shape)
      }
      var bytes = header.header
      for (entry, tensor) in zip(header.entries, all) {
        bytes +=
          tensor.0 == other
          ? Data(repeating: 1, count: entry.range.count)
          : tensor.2.withUnsafeBytes { Data($0) }
      }
      try folder.write("weights", bytes)
      var checked = Set<String>()
      return try NetworkWeights(folder.path + "/weights").check(
        try parts(resnet), architecture: try architectures.make("split").item,
        weighting: try weightings.make("equal").item, checked: &checked)
    }
    let found = try refusal { try file("layer1.0.conv1.weight") }
    #expect(
      found.contains(
        "layer1.0.conv1.weight is of type \(type), expected floats (F16, BF16, F32 or F64)"),
      "\(found)")
    #expect(try file("bn1.num_batches_tracked") == [])
  }

  /// Closing layers may be absent, all of them or none.
  @Test func closingLayersMayBeAbsent() throws {
    let mobile = try backbone("mobilenet-v2", narrow)
    let all = PublishedSamples.tensors(of: mobile)
    let without = all.filter { !$0.name.hasPrefix("features.18.") }
    // Tasks that read maps have none, so that nothing is missing.
    #expect(try check(mobile, without) == [])
    let remarks = try check(mobile, all)
    #expect(remarks.count == 1 && remarks[0].contains("5 tensors are not taken"))
  }

  @Test func anotherWidthDepthOrStemIsAnError() throws {
    let resnet = try backbone("resnet", narrow)
    let wide = PublishedSamples.tensors(of: try backbone("resnet", ["width": .number(0.25)]))
    let widths = try refusal { try check(resnet, wide) }
    #expect(
      widths.contains("conv1.weight is 16×3×7×7, the network's is 8×3×7×7: it is of another width"))
    let deep = PublishedSamples.tensors(
      of: try backbone("resnet", ["width": .number(0.125), "depth": .integer(34)]))
    let depths = try refusal { try check(resnet, deep) }
    #expect(depths.contains("80 more tensors of an encoder") && depths.contains("layer1.2."))
    let shallow = try refusal {
      try check(
        try backbone("resnet", ["width": .number(0.125), "depth": .integer(34)]),
        PublishedSamples.tensors(of: resnet))
    }
    #expect(shallow.contains("80 of the encoder's 180 tensors are missing"))
    let small = try backbone("resnet", ["width": .number(0.125), "stem": .text("small")])
    let stems = try refusal { try check(small, PublishedSamples.tensors(of: resnet)) }
    #expect(stems.contains("conv1.weight is 8×3×7×7, the network's is 8×3×3×3"))
    #expect(stems.contains("stem: imagenet"))
  }

  @Test func namesThatBeginWithSomethingElseGetAHint() throws {
    let resnet = try backbone("resnet", narrow)
    let tensors = PublishedSamples.tensors(of: resnet).map {
      ("backbone.\($0.name)", $0.shape, $0.values)
    }
    let words = try refusal { try check(resnet, tensors) }
    #expect(words.contains("prefix: \"backbone.\""))
    #expect(try check(resnet, tensors, prefix: "backbone.") == [])
    #expect(try refusal { try check(resnet, tensors, prefix: "x") }.contains("begins with x"))
  }

  @Test func otherNetworksAreRefused() throws {
    let mobile = PublishedSamples.tensors(of: try backbone("mobilenet-v2", narrow))
    let words = try refusal { try check(try backbone("resnet", narrow), mobile) }
    #expect(words.contains("expected tensors of resnet such as conv1.weight"))
    let wide = try refusal { try check(try backbone("wrn", ["depth": .integer(10)]), mobile) }
    #expect(wide.contains("nobody publishes weights of wrn"))
  }

  /// Every copy of a trunk takes the one file.
  @Test(arguments: ["split", "mtan", "cross-stitch", "dense", "ltb", "single"])
  func everyArchitectureTakesIt(_ name: String) throws {
    let resnet = try backbone("resnet", narrow)
    #expect(
      try check(resnet, PublishedSamples.tensors(of: resnet), architecture: name) == [])
  }

  private func experiment(
    _ architecture: String, _ tasks: [String] = ["segmentation", "depth"]
  ) throws -> Experiment {
    var experiment = try TrainerTests.experiment(architecture, tasks: tasks)
    experiment.backbone = try backbone("resnet", narrow)
    experiment.decoder = try decoders.make("fpn").item
    experiment.epochs = 2
    experiment.pictures = 0
    return experiment
  }

  private func values(_ path: String) throws -> [String: [Float]] {
    let file = try WeightsFile(path)
    return try Dictionary(
      uniqueKeysWithValues: file.tensors.map { ($0.name, try file.values(of: $0)) })
  }

  /// At a rate of 0 the encoder stays what the file has, all but its running statistics; an export of it has the file's tensors.
  @Test(arguments: ["split", "cross-stitch"])
  func aKeptEncoderIsTheFiles(_ architecture: String) throws {
    let folder = try TemporaryFolder()
    var experiment = try experiment(architecture)
    let tensors = PublishedSamples.tensors(of: experiment.backbone)
    try folder.write("weights", safeTensors(tensors))
    experiment.start = .weights(
      try NetworkWeights(folder.path + "/weights"), rateFactor: 0)
    let trainer = try Trainer(experiment, data: TrainerTests.data)
    _ = try trainer.run()
    let exported = URL(fileURLWithPath: folder.path + "/export")
    try trainer.export(to: exported, metadata: ["cell": "{}"])
    let found = try values(exported.path)
    let copies =
      architecture == "split" ? [""] : ["copies.segmentation.", "copies.depth."]
    for tensor in tensors {
      for copy in copies {
        let kept = try #require(found[copy + tensor.name], "\(copy + tensor.name)")
        let isStatistic = tensor.name.contains("running_")
        #expect((kept == tensor.values) == !isStatistic, "\(tensor.name)")
      }
    }
    #expect(found.keys.contains { $0.hasPrefix("heads.depth.") })
    #expect(found.keys.contains { $0.hasPrefix("\(copies[0])decoder.") })
    let file = try WeightsFile(exported.path)
    #expect(file.metadata["cell"] == "{}" && file.metadata["frame"] == "32 32")
    #expect(try NetworkExport.normalization(file) == .imageNet)
  }

  /// A network that begins with an export takes encoder and decoder, and its images as the export had them.
  @Test func anExportBringsItsDecoder() throws {
    let folder = try TemporaryFolder()
    let first = try experiment("split")
    let trainer = try Trainer(first, data: TrainerTests.data)
    _ = try trainer.run()
    let path = folder.path + "/export"
    try trainer.export(to: URL(fileURLWithPath: path), metadata: [:])
    let weights = try NetworkWeights(path)
    #expect(weights.normalization == nil)
    let second = try experiment("mtan", ["depth", "normals"])
    let network = second.network()
    let parameters = Parameters(network.layout, random: RandomStream(seed: 9, "own"))
    try parameters.take(weights, second.backbone)
    let file = try values(path)
    var taken = 0
    for tensor in NetworkTensor.all(network.layout)
    where tensor.encoderName != nil || tensor.isDecoder {
      let name = tensor.exported(second.backbone)
      #expect(tensor.layout.write(Array(parameters.pointer(tensor))) == file[name], "\(name)")
      taken += 1
    }
    #expect(taken > 100)
    var checked = Set<String>()
    let remarks = try weights.check(
      second.parts, architecture: second.architecture, weighting: second.weighting,
      checked: &checked)
    #expect(remarks.count == 1 && remarks[0].contains("not taken (heads.segmentation"))
    // Another decoder is drawn whole.
    var third = second
    third.decoder = try decoders.make("unet").item
    let others = try weights.check(
      third.parts, architecture: third.architecture, weighting: third.weighting,
      checked: &checked)
    #expect(others.contains { $0.contains("has another decoder than the network") })
  }

  @Test func theNormalisationIsTheFilesOrWhatIsSaid() throws {
    let folder = try TemporaryFolder()
    let resnet = try backbone("resnet", narrow)
    let tensors = PublishedSamples.tensors(of: resnet)
    try folder.write("weights", safeTensors(tensors))
    let path = folder.path + "/weights"
    #expect(try NetworkWeights(path).normalization == .imageNet)
    #expect(try NetworkWeights(path, normalization: .half).normalization == .half)
    #expect(try NetworkWeights(path, normalization: .none).normalization == nil)
    try folder.write(
      "weights",
      safeTensors(
        tensors,
        metadata: [
          "format": NetworkExport.format, "input.mean": "1 2 x", "input.deviation": "1 1 1",
        ]))
    let error = try #require(throws: DataError.self) { _ = try NetworkWeights(path) }
    #expect(error.description.contains("input.mean"))
  }

  /// A digest stands for the file.
  @Test func anotherFileIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "weights", safeTensors(PublishedSamples.tensors(of: try backbone("resnet", narrow))))
    let path = folder.path + "/weights"
    let digest = try WeightsFile(path).digest()
    _ = try NetworkWeights(path, digest: digest)
    let other = String(repeating: "0", count: 64)
    let error = try #require(throws: DataError.self) {
      _ = try NetworkWeights(path, digest: other)
    }
    #expect(error.description.contains("it is another file"))
    let start = try starts.make("weights", ["file": .text(path)])
    #expect(start.options["sha256"] == .text(digest) && start.options["file"] == nil)
    let recorded = try starts.make("weights", start.options)
    #expect(recorded.options == start.options)
    #expect(throws: DataError.self) { _ = try recorded.item.weights?.open() }
    #expect(throws: OptionError.self) {
      _ = try starts.make("weights", ["file": .text(path), "sha256": .text(other)])
    }
    #expect(throws: OptionError.self) {
      _ = try starts.make("weights", ["file": .text(path + ".absent")])
    }
    #expect(throws: OptionError.self) {
      _ = try starts.make("weights", ["sha256": .text("abc")])
    }
  }
}
