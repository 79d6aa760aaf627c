import Foundation

/// What stands where a report is to be written and was not made by this program.
public struct ForeignFile: Hashable, Sendable {
  public var path: String
  /// What it is, in a few words.
  public var what: String
}

/// Looks through the places that a report takes; changes nothing.
///
/// A file is found if this program would replace it and did not make it. Files of other names may
/// lie in these folders: they are left alone.
struct ForeignFiles {
  private(set) var found: [ForeignFile] = []

  /// The pages of all reports.
  mutating func lookThrough(indexIn folder: URL) {
    guard isFolder(folder) else { return }
    for page in GeneratedFile.pages { look(at: page, in: folder) }
  }

  mutating func lookThrough(reportIn folder: URL) {
    guard isFolder(folder) else { return }
    for name in GeneratedFile.pages + [GeneratedFile.summary] { look(at: name, in: folder) }
    for name in GeneratedFile.folders.keys.sorted() {
      let inner = folder.appending(path: name)
      guard isFolder(inner) else { continue }
      let files = (try? FileManager.default.contentsOfDirectory(atPath: inner.path)) ?? []
      for file in files.sorted() where GeneratedFile(path: "\(name)/\(file)").mayBeWritten {
        look(at: "\(name)/\(file)", in: folder)
      }
    }
  }

  /// Throws `ReportError.foreign`, which names all of them.
  func check() throws {
    if !found.isEmpty { throw ReportError.foreign(found) }
  }

  /// Whether there is a folder to look into. What is no folder is in the way of one.
  private mutating func isFolder(_ url: URL) -> Bool {
    switch FileKind(url) {
    case .folder: return true
    case .nothing: return false
    case let other: found.append(ForeignFile(path: url.path, what: "\(other.words), no folder"))
    }
    return false
  }

  private mutating func look(at path: String, in folder: URL) {
    let url = folder.appending(path: path)
    let kind = FileKind(url)
    guard kind != .nothing else { return }
    guard kind == .file else {
      found.append(ForeignFile(path: url.path, what: "\(kind.words), no file"))
      return
    }
    guard let bytes = try? Data(contentsOf: url, options: .mappedIfSafe) else {
      found.append(ForeignFile(path: url.path, what: "a file that cannot be read"))
      return
    }
    if !GeneratedFile(path: path).isOurs(bytes) {
      found.append(ForeignFile(path: url.path, what: "a file of another origin"))
    }
  }
}

/// What lies at a path, links followed.
public enum FileKind {
  case nothing, file, folder, danglingLink, special

  public init(_ url: URL) {
    var status = stat()
    guard lstat(url.path, &status) == 0 else {
      // Behind a file there can be nothing either; the file itself is found where it is looked for.
      self = .nothing
      return
    }
    guard stat(url.path, &status) == 0 else {
      self = .danglingLink
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .special
    }
  }

  public var words: String {
    switch self {
    case .nothing: "nothing"
    case .file: "a file"
    case .folder: "a folder"
    case .danglingLink: "a link that leads nowhere"
    case .special: "a device or pipe"
    }
  }
}
