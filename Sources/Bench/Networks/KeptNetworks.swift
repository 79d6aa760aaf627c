import Engine
import Foundation
import Records

/// Trained networks of a suite that `bench run --keep-networks` has kept: a file of `bench export`'s for each, beside the checkpoints.
struct KeptNetworks {
  let folder: URL

  func file(_ id: String) -> URL { folder.appendingPathComponent("\(id).safetensors") }

  /// The file of a cell, where there is one that is whole and the cell's.
  func find(_ cell: Cell) -> URL? {
    let file = file(cell.id)
    guard let exported = try? ExportedNetwork(file.path), exported.cell == cell.canonical else {
      return nil
    }
    return file
  }
}

extension RecordStore {
  var networks: KeptNetworks {
    KeptNetworks(folder: workFolder.appendingPathComponent("networks"))
  }
}
