import Foundation

/// The records of one suite: `records.jsonl`, one line per record, appended to.
///
/// - An append is one `write` of a whole line to a descriptor in append mode, under a lock, followed by `fsync`;
///   where it cannot be completed the file is cut back to what it was.
/// - A line without its newline is the trace of an interrupted write: `recover` removes it. A complete line that is
///   no record is moved to `records.rejected.jsonl`. Both are reported; neither is dropped in silence.
/// - Lines carry a digest of their outcome; one that does not match is not used either.
/// - Of several records of one cell the last speaks.
/// - Several processes may share a store: `claim` gives a cell to one of them.
/// - The file may be a symbolic link, which stays one; what is no regular file is refused.
///
/// Locks, claims and checkpoints lie in the folder `.bench` beside the file.
public final class RecordStore {
  /// `write(2)`, replaceable so that tests can fill the disk.
  typealias WriteCall = (Int32, UnsafeRawPointer, Int) -> Int

  public let folder: URL
  public private(set) var contents = StoreContents()
  private let write: WriteCall
  /// Inode and size of the file when `contents` was read.
  private var seen: FileState?
  /// How much was read of the file, all in all.
  private(set) var bytesRead = 0
  /// Held, with others, by whoever may train cells of this store.
  private var presence: FileLock?

  public convenience init(folder: URL) throws {
    try self.init(folder: folder, write: { Foundation.write($0, $1, $2) })
  }

  /// Reads what is there; changes nothing. Throws `StoreError` where the file cannot be read.
  init(folder: URL, write: @escaping WriteCall) throws {
    self.folder = folder
    self.write = write
    try refresh()
  }

  deinit { presence?.release() }

  public var file: URL { folder.appendingPathComponent("records.jsonl") }
  public var rejectedFile: URL { folder.appendingPathComponent("records.rejected.jsonl") }
  public var previousFile: URL { folder.appendingPathComponent("records.previous.jsonl") }
  public var workFolder: URL { folder.appendingPathComponent(".bench") }

  /// Reads what another process has changed: of a file that has grown, what is new.
  public func refresh() throws {
    let now = try FileState.of(file)
    guard now != seen else { return }
    if let now, let seen, now.inode == seen.inode, now.size > seen.size, try readOn() {
      self.seen = now
    } else {
      try readAll()
    }
  }

  /// Whether the file goes on from the lines that are known: the last of them still stands where it stood.
  private func readOn() throws -> Bool {
    let known = contents.lastLine
    let bytes = try StoreFile.read(file, from: contents.completeBytes - known.count)
    bytesRead += bytes.count
    guard bytes.starts(with: known) else { return false }
    contents.parse(bytes.dropFirst(known.count))
    return true
  }

  /// Makes the store writable: creates its folder, sees that the file can be appended to, removes a torn tail, moves lines that
  /// are no records aside. Until the store goes, nobody can set its records aside.
  /// Returns what was found and done, one sentence each. Throws `StoreError` where nothing could be kept.
  public func recover() throws -> [String] {
    try StoreFile.createFolder(workFolder)
    if presence == nil { presence = try FileLock.shared(presenceFile) }
    return try locked {
      _ = try FileState.of(rejectedFile)
      try StoreFile.tryAppending(to: file)
      try readAll()
      guard contents.tornBytes > 0 || !contents.rejected.isEmpty else { return [] }
      if !contents.rejected.isEmpty {
        try StoreFile.append(contents.rejectedLines, to: rejectedFile, write: write)
      }
      let notices = contents.notices(movedTo: rejectedFile.lastPathComponent)
      try rewrite(contents.lines)
      return notices
    }
  }

  /// Keeps a record, durably, before it returns. Throws `StoreError`, and other errors where the record has values that no
  /// record may have; what was stored before stays as it was.
  public func append(_ record: Record) throws {
    let line = Array((try record.line() + "\n").utf8)
    try locked {
      let before = try FileState.of(file)
      try StoreFile.append(line, to: file, write: write)
      if before == seen {
        contents.append(record, line: String(decoding: line.dropLast(), as: UTF8.self))
        seen = try FileState.of(file)
      }
    }
  }

  /// Leaves one line per cell, in the order of `cells`, then the other cells' by id: so the file of a finished run does not
  /// depend on which cell ended first.
  public func compact(order cells: [String]) throws {
    try locked {
      try readAll()
      guard contents.tornBytes == 0, contents.rejected.isEmpty else { return }
      let first = cells.filter { contents.byID[$0] != nil }
      let rest = Set(contents.byID.keys).subtracting(first).sorted()
      let lines = (first + rest).map { contents.lineByID[$0]! }
      if lines != contents.lines { try rewrite(lines) }
    }
  }

  /// Moves the records of some cells to the end of `records.previous.jsonl`, so that these cells are to be done again. Returns
  /// whether there were any. Nothing is lost: what was moved there before stays.
  /// Throws `StoreError` while another process may be training cells of the store: they would lose what they have done.
  /// - Parameter ids: of the cells; nil for all.
  public func setAside(_ ids: Set<String>? = nil) throws -> Bool {
    try StoreFile.createFolder(workFolder)
    presence?.release()
    presence = nil
    guard let alone = try FileLock.ifFree(presenceFile) else {
      throw StoreError.inUse(folder.relativePath)
    }
    defer { alone.release() }
    // A training process outlives a runner that was killed by a moment, and keeps its claim.
    guard isIdle else { throw StoreError.inUse(folder.relativePath) }
    return try locked {
      let hasPrevious = try FileState.of(previousFile) != nil
      guard try FileState.of(file) != nil else { return false }
      try readAll()
      let (moved, kept) = contents.divided(ids)
      guard !moved.isEmpty else { return false }
      func bytes(_ lines: [String]) -> [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }
      // Lines that are no records go along.
      let others = contents.rejectedLines
      // In this order nothing is lost whenever it ends; what is in both files is trained again.
      let earlier = hasPrevious ? Array(try StoreFile.read(previousFile)) : []
      try StoreFile.replace(previousFile, with: earlier + bytes(moved) + others, write: write)
      try StoreFile.replace(file, with: bytes(kept), write: write)
      try readAll()
      return true
    }
  }

  /// Takes a cell for this process; nil while another process has it.
  public func claim(_ id: String) throws -> CellClaim? {
    let claims = workFolder.appendingPathComponent("claims")
    try StoreFile.createFolder(claims)
    return try CellClaim.take(claims.appendingPathComponent(id))
  }

  /// Whether no process has a cell. Removes the claims of processes that were killed.
  public var isIdle: Bool {
    let folder = workFolder.appendingPathComponent("claims")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.allSatisfy { name in
      guard let claim = try? self.claim(name) else { return false }
      claim.release()
      return true
    }
  }

  /// Where a cell's checkpoint lies while it is under way.
  public func checkpoint(of id: String) throws -> URL {
    let checkpoints = workFolder.appendingPathComponent("checkpoints")
    try StoreFile.createFolder(checkpoints)
    return checkpoints.appendingPathComponent(id)
  }

  private func rewrite(_ lines: [String]) throws {
    try StoreFile.replace(file, with: Array(lines.map { $0 + "\n" }.joined().utf8), write: write)
    try readAll()
  }

  /// Whatever is known, reads the whole file.
  private func readAll() throws {
    let now = try FileState.of(file)
    let bytes = try StoreFile.read(file)
    bytesRead += bytes.count
    contents = StoreContents(parsing: bytes, name: file.lastPathComponent)
    seen = now
  }

  private var presenceFile: URL { workFolder.appendingPathComponent("runs") }

  private func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try StoreFile.createFolder(workFolder)
    let lock = try FileLock(workFolder.appendingPathComponent("lock"))
    defer { lock.release() }
    return try body()
  }
}
