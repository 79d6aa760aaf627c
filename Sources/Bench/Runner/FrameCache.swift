import Digests
import Engine
import Foundation
import Records

/// Decoded frames, kept on disk so that a sweep draws or decodes them once and its processes read them from one place: a
/// file for each data set, named by everything that determines its frames.
struct FrameCache {
  let folder: URL

  /// The frames of a data set, from its file, which is made first where there is none.
  /// - Parameters:
  ///   - digest: of the data.
  ///   - choice: of the data set.
  ///   - onLost: told where they could not be kept: they are then in this process's memory.
  /// - Throws: `DataError`.
  func splits(
    _ dataset: any Dataset, digest: String, choice: Choice,
    onLost: (CellMessage.Warning) -> Void = { _ in }
  ) throws -> Splits {
    let file = folder.appendingPathComponent(Self.name(digest, choice))
    let reopen: @Sendable () throws -> OpenedDataset = { try dataset.open() }
    if let splits = FrameFile.read(file, reopen) { return splits }
    let opened = try dataset.open()
    do {
      try WholeFile.makeFolder(folder)
      // Processes that begin together make the file once.
      let lockFile = file.appendingPathExtension(Self.lockExtension)
      let lock = try? FileLock(lockFile)
      defer {
        unlink(lockFile.path)
        lock?.release()
      }
      if let splits = FrameFile.read(file, reopen) { return splits }
      try FrameFile.write(opened, to: file)
    } catch let error as DataError {
      throw error
    } catch {
      onLost(
        CellMessage.Warning(
          frames: file, needed: try FrameFile.size(opened, name: file.lastPathComponent), error))
      return try opened.splits()
    }
    // It may have been removed meanwhile.
    return try FrameFile.read(file, reopen) ?? opened.splits()
  }

  /// Removes what is not of these cells: frames of other data sets, and what an interrupted write left. A process that has one
  /// of those files open goes on reading it, one that writes it gives up: neither is harmed.
  func remove(allBut cells: [Cell]) {
    let files = FileManager.default
    var kept = Set(cells.map { Self.name($0.dataDigest, $0.dataset) })
    kept.formUnion(kept.map { "\($0).\(Self.lockExtension)" })
    for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    where !kept.contains(name) {
      try? files.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  private static let lockExtension = "lock"

  private static func name(_ digest: String, _ choice: Choice) -> String {
    sha256("\(digest) \(choice.label)")
  }
}

extension RecordStore {
  /// Decoded frames lie beside the claims and the checkpoints.
  var frames: FrameCache { FrameCache(folder: workFolder.appendingPathComponent("frames")) }
}
