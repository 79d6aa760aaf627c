import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a trained network as a file for PyTorch.",
    discussion: """
      A cell is named by its id or the beginning of it, as reports and bench plan --json print it. The \
      file is safetensors with PyTorch's order of axes: the encoder under torchvision's names where there \
      are published ones, decoder and heads under ours, and the cell in the metadata. Where bench run \
      --keep-networks has kept the network it is copied; else the cell is trained again, which gives the \
      same network, and how long that took is said before it begins. The file is what bench predict reads, \
      and what 'start: {weights: {file: …}}' of a suite begins with. What is there already is replaced only where \
      it is such a file too, and no folder is made.

      Examples:
        bench export 3f9a2c71d0
        bench export 3f9a --to networks/depth.safetensors
        bench export 3f9a --data-root nyuv2=~/data/nyuv2

      Exit codes: 0 written; 3 the cell could not be trained; 64 no cell, or several, with such an id.
      """)

  @Argument(help: "A cell's id, or the first digits of it.") var cell: String
  @Option(
    help: ArgumentHelp(
      "The file to write; <id>.safetensors in the current folder if left out.", valueName: "file"))
  var to: String?
  @OptionGroup var out: OutOption
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if cell.isEmpty { throw ValidationError("found an empty id, expected a cell's first digits.") }
    if to?.isEmpty == true {
      throw ValidationError("--to: found an empty path, expected a file to write.")
    }
  }

  func run() throws {
    try reportingErrors {
      let stored = try StoredCell(cell, out: out)
      let target = try NetworkPlace(
        URL(fileURLWithPath: to ?? "\(stored.cell.shortID).safetensors")
      ).file
      try NetworkSource(
        stored: stored, out: out, roots: try data.roots(), threads: threads.count
      ).write(to: target)
      let file = try WeightsFile(target.path)
      let values = file.tensors.map(\.count).reduce(0, +)
      Terminal.out(
        "\(target.relativePath): \(stored.names.name(stored.cell)), \(Wording.count(file.tensors.count, "tensor")), "
          + "\(NumberFormat.grouped(values)) values")
    }
  }
}
