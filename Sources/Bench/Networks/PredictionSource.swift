import Engine
import Foundation
import Records

/// The network that `bench predict` runs: a file of `bench export`, or a stored cell's, which may have to be trained again.
struct PredictionSource {
  private enum Network {
    case file(ExportedNetwork)
    case cell(StoredCell, OutOption)
  }

  /// Of its cell.
  let assembly: Assembly
  /// Files that it reads.
  let inputs: [String]
  private let network: Network
  private let name: String

  /// Throws `DataError` where the file is no network, and `OptionError` where no stored cell is called so. Nothing is trained.
  init(_ name: String, out: OutOption) throws {
    self.name = name
    if FileManager.default.fileExists(atPath: name) {
      let exported = try ExportedNetwork(name)
      (network, inputs) = (.file(exported), [name])
      assembly = try Self.assembly(exported, name)
      return
    }
    guard name.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
      throw DataError("\(name): not found, expected a file of bench export, or a cell's id")
    }
    let stored = try StoredCell(name, out: out)
    (network, inputs) = (.cell(stored, out), [])
    assembly = try Assembly(stored.cell, locations: [:], opensWeights: false)
  }

  /// Throws `DataError`, which names the file.
  private static func assembly(_ exported: ExportedNetwork, _ name: String) throws -> Assembly {
    let cell: Cell
    do { cell = try JSONDecoder().decode(Cell.self, from: Data(exported.cell.utf8)) } catch {
      throw DataError("\(name): its metadata describe no cell that this version knows")
    }
    do { return try Assembly(cell, locations: [:], opensWeights: false) } catch let error
      as OptionError
    {
      throw DataError(
        "\(name): its metadata describe a cell that this version cannot make: \(error)")
    }
  }

  /// Throws `DataError` where the file has not the tensors of its cell's network, and what training the cell again does.
  func predictor(_ roots: DataRoots, threads: Int) throws -> Predictor {
    switch network {
    case .file(let exported): return try predictor(exported, assembly)
    case .cell(let stored, let out):
      let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
        "bench-predict-\(UUID().uuidString).safetensors")
      defer { try? FileManager.default.removeItem(at: scratch) }
      try NetworkSource(stored: stored, out: out, roots: roots, threads: threads).write(to: scratch)
      // Open, it stays readable when its name is gone.
      let exported = try ExportedNetwork(scratch.path)
      return try predictor(exported, Self.assembly(exported, name))
    }
  }

  private func predictor(_ exported: ExportedNetwork, _ assembly: Assembly) throws -> Predictor {
    let experiment = assembly.experiment.on(exported.frame)
    do { try experiment.parts.check(experiment.architecture) } catch let error as OptionError {
      throw DataError("\(name): \(error)")
    }
    return try Predictor(experiment, exported, fit: assembly.dataset.fit)
  }
}
