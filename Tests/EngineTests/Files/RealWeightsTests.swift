import Foundation
import Testing

@testable import Engine

private let folder = ProcessInfo.processInfo.environment["BENCH_PTH_FIXTURES"]

/// LPIPS's linear layers as torchmetrics has them: PyTorch's format before 1.6, written by Python 2 with texts that are bytes.
@Test(.enabled(if: folder != nil, "BENCH_PTH_FIXTURES names no folder of real .pth files"))
func realPTHFilesOfTorchmetrics() throws {
  let place = folder! + "/src/torchmetrics/functional/image/lpips_models/"
  for (name, widths) in [
    ("alex", [64, 192, 384, 256, 256]), ("vgg", [64, 128, 256, 512, 512]),
    ("squeeze", [64, 128, 256, 384, 384, 512, 512]),
  ] {
    let file = try WeightsFile(place + name + ".pth")
    #expect(file.tensors.map(\.shape) == widths.map { [1, $0, 1, 1] })
    #expect(file.tensors.first?.name == "lin0.model.1.weight")
    for tensor in file.tensors {
      // Published as non-negative: they weigh squared differences.
      #expect(try file.values(of: tensor).allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }
}

/// A tensor of an image and no network.
@Test(.enabled(if: folder != nil, "BENCH_PTH_FIXTURES names no folder of real .pth files"))
func realSingleTensorIsRefused() throws {
  let error = try #require(throws: DataError.self) {
    _ = try WeightsFile(folder! + "/cpp/test/resources/examples/mnist/0_png.pt")
  }
  #expect(error.description.contains("a single tensor without a name (F32, 1×28×28)"))
}
