import KernelTable
import Testing

@testable import Engine

@Suite struct PyramidHeadTests {
  private func parts(
    _ backbone: String, _ options: [String: OptionValue], _ frame: ImageSize
  ) throws -> NetworkParts {
    NetworkParts(
      backbone: try backbones.make(backbone, options).item, decoder: SegNetDecoder(),
      problem: Problem(size: frame, tasks: []))
  }

  private func head(
    _ parts: NetworkParts, _ grid: DetectionGrid, categories: Int, width: Int, convolutions: Int,
    in scope: ParameterScope
  ) -> PyramidHead {
    PyramidHead(
      grid, DetectionAnswer(categories: categories), width: width, convolutions: convolutions,
      on: HeadSite(levels: parts.levels, frame: parts.problem.size) { _, _ in Chain([]) },
      in: scope["head"])
  }

  /// torchvision 0.28's `fcos_resnet50_fpn` for 91 categories: 32,269,600 parameters, without those of batch norm, which are frozen there. Its
  /// pyramid begins at stride 8.
  @Test func hasTorchvisionsParameters() throws {
    let parts = try parts(
      "resnet", ["depth": .integer(50)], ImageSize(height: 256, width: 256))
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    _ = parts.encoder(in: scope["encoder"])
    _ = head(
      parts, DetectionGrid(parts.problem.size, finest: 8, count: 5), categories: 91, width: 256,
      convolutions: 4, in: scope)
    let frozen = layout.parameters.filter { $0.name.contains(".bn") }
    #expect(frozen.map(\.count).reduce(0, +) == 53_120)
    #expect(layout.count - 53_120 == 32_269_600)
  }

  struct Encoded: Sendable, CustomTestStringConvertible {
    let backbone: String
    var options: [String: OptionValue] = [:]
    let finest: Int
    /// Level of the encoder for each of the grid's that has one.
    let sources: [Int]
    var testDescription: String { "\(backbone) from stride \(finest)" }
  }

  /// Frames that no stride divides, padded for SegNet; encoders whose strides begin or end elsewhere.
  @Test(arguments: [
    Encoded(backbone: "resnet", options: ["width": .number(0.125)], finest: 8, sources: [1, 2, 3]),
    Encoded(
      backbone: "resnet", options: ["width": .number(0.125)], finest: 4, sources: [0, 1, 2, 3]),
    Encoded(
      backbone: "resnet",
      options: ["width": .number(0.125), "output-stride": .integer(8)], finest: 8, sources: [3]),
    Encoded(backbone: "segnet", options: ["width": .number(0.125)], finest: 8, sources: [3, 4]),
    Encoded(backbone: "hrnet", options: ["width": .integer(4)], finest: 8, sources: [1, 2, 3]),
    Encoded(backbone: "resnet", options: ["width": .number(0.125)], finest: 2, sources: []),
  ])
  func answersAtEveryLocation(_ encoded: Encoded) throws {
    let frame = ImageSize(height: 75, width: 101)
    let parts = try parts(encoded.backbone, encoded.options, frame)
    let grid = DetectionGrid(frame, finest: encoded.finest, count: 5)
    #expect(DetectionPyramid.sources(grid, parts.levels) == encoded.sources)
    guard !encoded.sources.isEmpty else { return }
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let encoder = parts.encoder(in: scope["encoder"])
    let head = head(parts, grid, categories: 3, width: 24, convolutions: 1, in: scope)
    let tape = Tape()
    let padded = parts.paddedSize
    let image = tape.input(Extent(2, frame.height, frame.width, imageChannels))
    let answers = head(
      encoder(image.padded(height: padded.height, width: padded.width)).map(\.p))
    #expect(
      answers.map(\.extent)
        == grid.levels.map { Extent(2, $0.size.height, $0.size.width, 8) })
  }

  /// Every category has a probability of a hundredth at the beginning, and sides have somewhere to go.
  @Test func beginsWithoutObjects() throws {
    let parts = try parts("resnet", ["width": .number(0.125)], ImageSize(height: 32, width: 32))
    let layout = ParameterLayout()
    _ = head(
      parts, DetectionGrid(parts.problem.size, finest: 8, count: 1), categories: 2, width: 8,
      convolutions: 0, in: ParameterScope(layout))
    let parameters = Parameters(layout, random: RandomStream(seed: 1, "initial"))
    func values(_ name: String) throws -> [Float] {
      let parameter = try #require(layout.parameters.first { $0.name == name })
      return Array(
        UnsafeBufferPointer(start: parameters.pointer(parameter), count: parameter.count))
    }
    for logit in try values("head.categories.logits.bias") {
      #expect(abs(Logit(logit).probability - 0.01) < 1e-6)
    }
    #expect(try values("head.boxes.sides.bias") == [1, 1, 1, 1])
    #expect(try values("head.boxes.centerness.bias") == [0])
  }
}
