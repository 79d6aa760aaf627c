import Foundation
import KernelTable
import Testing

@testable import Engine

/// The table of docs/TAPE.md is what a real tape plans.
@Suite struct WorkedExampleTests {
  @Test func theTableIsTrue() throws {
    let page = try Self.document("TAPE.md")
    let table = PlacementTable(
      weighted: Self.tape(.weightedSum), stacked: Self.tape(.jacobian), labels: Self.labels)
    #expect(page.contains(table.text), "docs/TAPE.md should have this table:\n\(table.text)")
  }

  /// So is its picture, which leaves targets out.
  @Test func thePictureIsTrue() throws {
    let lines = try Self.document("images/tape.svg").split(separator: "\n")
    let tape = Self.tape(.weightedSum)
    for node in tape.nodes where !(1...2).contains(node.index) {
      let drawn = try #require(lines.first { $0.contains("id=\"node\(node.index)\"") })
      let value = node.placement.value == .stored ? "stored" : "made"
      let cotangent =
        switch node.placement.cotangent {
        case .none: "none"
        case .stored: "stored"
        case .inPlace: "place"
        case .made: "made"
        }
      #expect(
        drawn.contains("\"value \(value)\"") && drawn.contains("\"cotangent \(cotangent)\""),
        "node \(node.index): run scripts/tape-picture")
    }
  }

  private static func document(_ name: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("docs/\(name)"), encoding: .utf8)
  }

  /// Of the nodes in the order in which they are recorded.
  private static let labels = [
    "image", "depth target", "age target", "stem convolution, 3×3", "stem norm, ReLU",
    "block convolution 1, 1×1", "block norm 1, ReLU", "block convolution 2, 3×3",
    "block norm 2, ReLU", "block convolution 3, 1×1", "block norm 3",
    "sum with the shortcut, ReLU", "concatenation", "depth head, 1×1", "depth loss", "average",
    "age head, linear", "age loss",
  ]

  private static func tape(_ mode: TapeMode) -> Tape {
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let stem = ConvolutionUnit(3, 64, in: scope["stem"])
    let block = ResidualBlock(.bottleneck, 64, 64, stride: 1, in: scope["block"])
    let depthHead = Convolution(128, 1, size: 1, in: scope["depth"])
    let ageHead = Linear(64, 1, in: scope["age"])
    let (depth, age) = (
      try! tasks.make("depth").item, try! tasks.make("regression", called: "age").item
    )

    let tape = Tape()
    let image = tape.input(Extent(8, 32, 32, 3))
    let depthTarget = tape.input(Extent(8, 32, 32, 1))
    let ageTarget = tape.input(Extent(8, 1, 1, 1))
    let u = stem(image)
    let v = block(u)
    let depths = depthHead(concatenate([u, v]))
    let depthLoss = depth.loss([depths], [depthTarget])
    let ages = ageHead(v.globalAverage())
    let ageLoss = age.loss([ages], [ageTarget])
    tape.finish(losses: [depthLoss, ageLoss], outputs: [depths, ages], parameters: layout)
    tape.prepare(mode, Parameters(layout, random: RandomStream(seed: 1, "example")))
    return tape
  }
}

/// What planning decided about every node, as a table in Markdown.
private struct PlacementTable {
  let weighted: Tape
  let stacked: Tape
  let labels: [String]

  var text: String {
    precondition(labels.count == weighted.nodes.count, "\(weighted.nodes.map(\.primitive.kind))")
    let rows = zip(zip(weighted.nodes, stacked.nodes), labels).map { pair, label in
      row(pair.0, label, lanes: pair.1.lanes)
    }
    return
      ([
        "| # | node | tasks | value | cotangent | rows told by | lanes |",
        "|--:|---|:-:|---|---|---|:-:|",
      ]
      + rows).joined(separator: "\n")
  }

  private func row(_ node: Node, _ label: String, lanes: Int) -> String {
    let tasks = (0..<2).map { node.tasks & (1 << UInt64($0)) != 0 ? "1" : "0" }.joined()
    let cells = [
      "\(node.index)", label, tasks, value(node), cotangent(node), tellers(node),
      "\(node.lanes) / \(lanes)",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func value(_ node: Node) -> String {
    switch node.placement.value {
    case .stored: "stored"
    case .mapped: "mapped from \(node.inputs[0].index)"
    case .recomputed: "recomputed"
    case .joined:
      "joined: " + node.inputs.map { "\($0.index)" }.joined(separator: ", ") + " are read"
    }
  }

  private func cotangent(_ node: Node) -> String {
    switch node.placement.cotangent {
    case .none: "–"
    case .stored: "stored"
    case .inPlace(let other): "in place of \(other)"
    case .made(let maker): "made by \(maker)"
    }
  }

  private func tellers(_ node: Node) -> String {
    let input = node.inputs.first
    let tellers =
      (input?.placement.watcher === node ? ["input by \(input!.index)"] : [])
      + (node.placement.cotangentWriter.map { ["cotangent by \($0.index)"] } ?? [])
    return tellers.joined(separator: ", ")
  }
}
