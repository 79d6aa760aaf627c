import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct PretrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrain",
    abstract: "Train an encoder on a classification task, for networks to begin with.",
    discussion: """
      The pictures are drawn (the data set drawings: things in rooms, faces, patterned shapes), so that no \
      download is needed. Any data set will do that has a task of classes and is spelled in a word with options, as \
      folders, with a folder of images for each class; the labels of a table are not. Two files are written: the weights, \
      which 'start: {weights: {file: …}}' of a suite begins with, and beside them what they cost, which reports \
      print. The same command gives the same weights. It may be stopped: given again it goes on from the last \
      epoch.

      Examples:
        bench pretrain resnet:depth=18,width=0.5 --dataset drawings:height=64,width=96
        bench pretrain mobilenet-v2 --to weights/mobilenet.safetensors --epochs 20
        bench pretrain resnet:50 --dataset folders --data-root folders=~/data/flowers

      Exit codes: 0 written; 3 it could not be trained; 64 a mistake; 130 stopped by Ctrl-C.
      """)

  @Argument(help: "The network family, as bench list backbones has it.") var backbone: String
  @Option(help: "Where pictures and classes come from.") var dataset = "drawings"
  @Option(
    help: ArgumentHelp(
      "Which task of it; needed where it has several of classes.", valueName: "task")
  ) var task: String?
  @Option(
    help: ArgumentHelp(
      "The file of weights; <backbone>.safetensors in the current folder if left out.",
      valueName: "file"))
  var to: String?
  @Option(help: "Passes over the training split.") var epochs = 12
  @Option(help: "Images in a step.") var batch = 32
  @Option(help: "How parameters are updated.") var optimizer = "adam:rate=2e-3"
  @Option(help: "Of the learning rate.") var schedule = "cosine"
  @Option(help: "Of training frames.") var augmentation = "flip"
  @Option(help: "Of first values and of the order of frames.") var seed = 1
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if to?.isEmpty == true {
      throw ValidationError("--to: found an empty path, expected a file to write.")
    }
    for (name, value, range) in [
      ("--epochs", epochs, 1...1_000_000), ("--batch", batch, 1...65_536),
      ("--seed", seed, 0...OptionValue.largestInteger),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(name): found \(value), expected a whole number from \(range.lowerBound) to \(range.upperBound)."
      )
    }
  }

  func run() throws {
    try reportingErrors {
      let roots = try data.roots()
      let training = try EncoderTraining(request, roots: roots)
      let target = URL(fileURLWithPath: to ?? "\(training.cell.backbone.name).safetensors")
      try training.run(to: target, threads: threads.count)
    }
  }

  private var request: EncoderTraining.Request {
    EncoderTraining.Request(
      choices: [
        "<backbone>": (.backbone, backbone), "--dataset": (.dataset, dataset),
        "--optimizer": (.optimizer, optimizer), "--schedule": (.schedule, schedule),
        "--augmentation": (.augmentation, augmentation),
      ], task: task, epochs: epochs, batch: batch, seed: seed)
  }
}
