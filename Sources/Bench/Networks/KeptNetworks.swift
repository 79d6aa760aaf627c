import Engine
import Foundation
import Records

/// Trained networks of a suite that `bench run --keep-networks` has kept: a file of `bench export`'s for each, beside the checkpoints,
/// and beside it the SHA-256 of its bytes, in `sha256sum`'s form. The digest is no part of the file: an export has the same bytes
/// whether its network was kept or is trained again.
struct KeptNetworks {
  /// What there is of a cell.
  enum Finding {
    case nothing
    /// All bytes are those that were written.
    case whole(URL)
    /// There is a file that is not used; why.
    case unusable(String)
  }

  let folder: URL

  func file(_ id: String) -> URL { folder.appendingPathComponent("\(id).safetensors") }

  /// A network is kept once its digest is.
  private static func digestFile(of network: URL) -> URL {
    network.appendingPathExtension("sha256")
  }

  func find(_ cell: Cell) -> Finding {
    let file = file(cell.id)
    guard FileManager.default.fileExists(atPath: file.path) else { return .nothing }
    guard let digest = Self.digest(of: file) else {
      return .unusable(
        "\(file.path) has no digest beside it, as an earlier version left it or a run that was stopped"
      )
    }
    guard (try? WeightsFile.digest(of: file.path)) == digest else {
      return .unusable("the bytes of \(file.path) are not those that were written")
    }
    guard let exported = try? ExportedNetwork(file.path), exported.cell == cell.canonical else {
      return .unusable("\(file.path) is no network of this cell")
    }
    return .whole(file)
  }

  /// Whether there is a network of the cell, with its digest; the bytes are not looked through.
  func has(_ cell: Cell) -> Bool {
    let file = file(cell.id)
    return Self.digest(of: file) != nil
      && (try? ExportedNetwork(file.path))?.cell == cell.canonical
  }

  /// Keeps a network.
  /// - Parameter export: writes it to a file, and gives the SHA-256 of its bytes.
  static func keep(
    at file: URL, _ export: (URL) throws(WholeFile.Failure) -> String
  ) throws(WholeFile.Failure) {
    try WholeFile.makeFolder(file.deletingLastPathComponent())
    let beside = digestFile(of: file)
    unlink(beside.path)
    let line = try export(file) + "  \(file.lastPathComponent)\n"
    do throws(WholeFile.Failure) {
      try WholeFile.write(to: beside) { put in Array(line.utf8).withUnsafeBytes(put) }
    } catch {
      unlink(file.path)
      throw error
    }
  }

  private static func digest(of network: URL) -> String? {
    guard let data = try? InputFile.read(digestFile(of: network), upTo: 4096) else { return nil }
    let digest = String(decoding: data.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    return digest.utf8.count == 64 ? digest : nil
  }
}

extension RecordStore {
  var networks: KeptNetworks {
    KeptNetworks(folder: workFolder.appendingPathComponent("networks"))
  }
}
