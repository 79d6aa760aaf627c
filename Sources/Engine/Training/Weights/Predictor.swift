import Foundation
import KernelTable

/// What `bench export` has written, before anything is made of it.
public struct ExportedNetwork: Sendable {
  let weights: NetworkWeights
  /// The canonical spelling of its cell.
  public let cell: String
  /// Size of the images that it was trained on.
  public let frame: ImageSize
  /// The epoch that was selected, from 1.
  let epoch: Int

  /// Throws `DataError` where it is no such file.
  public init(_ path: String) throws {
    weights = try NetworkWeights(path)
    let metadata = weights.file.metadata
    guard weights.isExport else {
      throw DataError(
        "\(path): found no network of 'bench export' (\(Self.said(metadata, NetworkExport.formatKey)), expected "
          + "\(NetworkExport.format)), expected one; weights of others are for 'start: {weights: …}'"
      )
    }
    let frame = (metadata[NetworkExport.frameKey] ?? "").split(separator: " ").map { Int($0) ?? 0 }
    let epoch = metadata[NetworkExport.epochKey].flatMap { Int($0) } ?? 0
    let mistakes = [
      (
        NetworkExport.frameKey,
        frame.count == 2 && frame.allSatisfy((1...Self.largestSide).contains),
        "height and width, each from 1 to \(Self.largestSide)"
      ), (NetworkExport.epochKey, epoch >= 1, "a whole number from 1"),
      (NetworkExport.cellKey, metadata[NetworkExport.cellKey] != nil, "the cell's spelling"),
    ].filter { !$0.1 }
    guard mistakes.isEmpty, let cell = metadata[NetworkExport.cellKey] else {
      throw DataError(
        "\(path): its metadata are not those of 'bench export': "
          + mistakes.map { "\(Self.said(metadata, $0.0)), expected \($0.2)" }.joined(
            separator: "; ")
          + "; export the network again")
    }
    self.cell = cell
    self.frame = ImageSize(height: frame[0], width: frame[1])
    self.epoch = epoch
  }

  private static func said(_ metadata: [String: String], _ key: String) -> String {
    metadata[key].map { "\(key) is \(shortened($0))" } ?? "\(key) is missing"
  }

  /// No frames are larger.
  private static let largestSide = 1 << 14
}

/// A trained network on pictures of somebody's own.
public final class Predictor {
  private let network: BuiltNetwork
  private let recording: Recording
  private let size: ImageSize
  private let fit: ImageFit
  // The tape reads them.
  private let parameters: Parameters

  /// Throws `DataError` where the file has not exactly the network's tensors.
  /// - Parameters:
  ///   - experiment: of the file's cell, on its frames.
  ///   - fit: what the cell's data set does with images of other sizes.
  public init(_ experiment: Experiment, _ exported: ExportedNetwork, fit: ImageFit) throws {
    self.fit = fit
    size = experiment.problem.size
    network = BuiltNetwork(
      experiment.parts, architecture: experiment.architecture, weighting: experiment.weighting,
      numerics: experiment.numerics, products: experiment.products,
      normalization: exported.weights.normalization)
    parameters = Parameters(network.layout, random: RandomStream(seed: 1, "replaced"))
    try Self.load(exported.weights, into: parameters, experiment.backbone)
    recording = network.record(batch: 1, for: .evaluation)
    recording.tape.prepare(.inference, parameters)
    recording.inputs.fill(
      RunProgress(epoch: exported.epoch - 1, epochs: experiment.epochs),
      RandomStream(seed: 0, "evaluation"))
    // Nothing is known of the pictures: losses are of no label.
    for slot in recording.targets.joined() {
      recording.tape.data(slot).update(repeating: 0, count: slot.extent.count)
    }
  }

  private static func load(
    _ weights: NetworkWeights, into parameters: Parameters, _ backbone: any Backbone
  ) throws {
    let all = NetworkTensor.all(parameters.layout)
    let path = weights.file.path
    guard weights.tensors.count == all.count else {
      throw DataError(
        "\(path): found \(weights.tensors.count) tensors, expected the \(all.count) of its cell's network"
      )
    }
    for own in all {
      let name = own.exported(backbone)
      guard let stored = weights[name], own.layout.takes(stored.shape) else {
        throw DataError(
          "\(path): found no tensor \(shortened(name)) of \(StoredTensor.extent(own.layout.shape)), which its "
            + "cell's network has")
      }
      _ = parameters.pointer(own).update(
        fromContentsOf: own.layout.read(try weights.values(of: stored, for: own)))
    }
  }

  /// Whether a picture can be read. Throws `DataError`.
  public static func check(_ path: String) throws(DataError) {
    do { _ = try raster(path) } catch let error as DataError { throw error } catch {
      throw DataError("\(path): \(error)")
    }
  }

  private static func raster(_ path: String) throws -> Raster {
    let folder = URL(fileURLWithPath: path)
    let bytes = try DataFolder(root: folder.deletingLastPathComponent().path).read(
      folder.lastPathComponent, "a picture")
    return try Raster.colour(bytes, path)
  }

  /// What it answers for a picture file: JPEG, PNG, BMP or PNM of any size, which becomes a frame as those of the cell's data set do.
  /// Throws `DataError` where it cannot be read.
  public func predict(_ path: String) throws -> ImagePrediction {
    let raster = try Self.raster(path)
    let pixels = raster.bytes(fitted: fit, to: size)
    let image = recording.tape.data(recording.image)
    for (index, byte) in pixels.enumerated() { image[index] = Float(byte) / 255 }
    recording.tape.forward()
    let tasks = zip(network.problem.tasks, recording.answers).map { task, answer in
      let pointers = recording.pointers(answer)
      return TaskPrediction(
        task: task.name, isMap: task.reads == .map,
        values: zip(answer, pointers).map { value, data in
          let extent = value.extent
          return TaskPrediction.Values(
            shape: task.reads == .map
              ? [extent.height, extent.width] + (extent.channels == 1 ? [] : [extent.channels])
              : [extent.channels],
            values: Array(UnsafeBufferPointer(start: data, count: extent.count)))
        },
        picture: task.picture(pointers, size, isTarget: false), columns: task.columns(pointers))
    }
    return ImagePrediction(
      stored: raster.size,
      input: PictureData(kind: .colour, size: size, range: [0, 1], bytes: pixels), tasks: tasks)
  }
}

/// What a network answers for one picture.
public struct ImagePrediction: Sendable {
  /// The picture's own size.
  public let stored: ImageSize
  /// The picture as the network saw it.
  public let input: PictureData
  public let tasks: [TaskPrediction]
}

public struct TaskPrediction: Sendable {
  public struct Values: Sendable {
    /// [H, W] or [H, W, channels] of a map, else [channels].
    public let shape: [Int]
    /// As the head gives them: logits, metres, unit vectors.
    public let values: [Float]
  }

  public let task: String
  /// Whether it is for every pixel.
  public let isMap: Bool
  public let values: [Values]
  public let picture: PictureData?
  /// Of an answer for the image as a whole.
  public let columns: [AnswerColumn]
}
