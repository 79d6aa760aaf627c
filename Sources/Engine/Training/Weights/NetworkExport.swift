import Digests
import Foundation

/// A trained network as a file for PyTorch: safetensors, in PyTorch's order of axes, the encoder under torchvision's names where there
/// are published ones (`layer1.0.conv1.weight`), decoder and heads under ours (`decoder.stage1…`, `heads.depth…`), copies of a
/// trunk under `copies.<task>.` before these. The metadata say what it is of.
public enum NetworkExport {
  static let formatKey = "format"
  static let format = "bench network 1"
  static let frameKey = "frame"
  /// The epoch that was selected, from 1: some networks' gates depend on how far a run is.
  static let epochKey = "epoch"
  static let meanKey = "input.mean"
  static let deviationKey = "input.deviation"
  /// The cell's canonical spelling.
  public static let cellKey = "cell"

  /// - Parameter metadata: what else the file is to say.
  /// - Returns: the SHA-256 of its bytes.
  static func write(
    _ parameters: Parameters, of experiment: Experiment, epoch: Int, metadata: [String: String],
    to file: URL
  ) throws(WholeFile.Failure) -> String {
    let all = NetworkTensor.all(parameters.layout)
    let header = header(all, of: experiment, epoch: epoch, metadata: metadata).header
    let digest = SHA256()
    try WholeFile.write(to: file) { put in
      func add(_ bytes: UnsafeRawBufferPointer) {
        digest.update(bytes)
        put(bytes)
      }
      header.withUnsafeBytes(add)
      for tensor in all {
        tensor.layout.write(Array(parameters.pointer(tensor))).withUnsafeBytes(add)
      }
    }
    return digest.finish()
  }

  /// Bytes of the file that the network of an experiment will have; an epoch is counted as its longest.
  public static func byteCount(of experiment: Experiment, metadata: [String: String]) -> Int {
    let tensors = header(
      NetworkTensor.all(experiment.network().layout), of: experiment, epoch: experiment.epochs,
      metadata: metadata)
    return tensors.header.count + tensors.byteCount
  }

  private static func header(
    _ all: [NetworkTensor], of experiment: Experiment, epoch: Int, metadata: [String: String]
  ) -> SafeTensors {
    var tensors = SafeTensors()
    for tensor in all {
      tensors.add(
        tensor.exported(experiment.backbone), type: TensorType.f32.rawValue,
        shape: tensor.layout.shape)
    }
    let size = experiment.problem.size
    tensors.metadata = metadata
    tensors.metadata[formatKey] = format
    tensors.metadata[epochKey] = String(epoch)
    tensors.metadata[frameKey] = "\(size.height) \(size.width)"
    if let normalization = experiment.start.normalization {
      tensors.metadata[meanKey] = text(normalization.mean)
      tensors.metadata[deviationKey] = text(normalization.deviation)
    }
    return tensors
  }

  private static func text(_ values: [Float]) -> String {
    values.map(\.description).joined(separator: " ")
  }

  /// What images are to the network of an export; nil for colours from 0 to 1. Throws `DataError`.
  static func normalization(_ file: WeightsFile) throws -> InputNormalization? {
    let given = [meanKey, deviationKey].filter { file.metadata[$0] != nil }
    guard let mean = file.metadata[meanKey], let deviation = file.metadata[deviationKey] else {
      guard let one = given.first else { return nil }
      throw DataError(
        "\(file.path): its metadata have \(one) without \(one == meanKey ? deviationKey : meanKey), expected "
          + "both or neither; export the network again")
    }
    let (means, deviations) = (numbers(mean), numbers(deviation))
    guard means.count == 3, deviations.count == 3, means.allSatisfy(\.isFinite),
      deviations.allSatisfy({ $0.isFinite && $0 > 0 })
    else {
      throw DataError(
        "\(file.path): its metadata \(meanKey) and \(deviationKey) are \(shortened(mean)) and "
          + "\(shortened(deviation)), expected three numbers each, the deviations above 0; export the network again"
      )
    }
    return InputNormalization(mean: means, deviation: deviations)
  }

  private static func numbers(_ text: String) -> [Float] {
    text.split(separator: " ").compactMap { Float($0) }
  }
}
