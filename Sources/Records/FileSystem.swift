import Foundation

/// The file system that a path lies on, or would lie on once its folders are made.
public struct FileSystem: Sendable {
  /// Where it is mounted.
  public let mountPoint: String
  /// Bytes that this user may still write; nil where the system does not say.
  public let free: Int?

  public init(of path: String) {
    var place = URL(fileURLWithPath: path).standardizedFileURL.path
    var own = stat()
    while stat(place, &own) != 0, place != "/" { place = Self.parent(place) }
    var room = statvfs()
    free = statvfs(place, &room) == 0 ? Self.bytes(room) : nil
    var above = stat()
    while place != "/", stat(Self.parent(place), &above) == 0, above.st_dev == own.st_dev {
      place = Self.parent(place)
    }
    mountPoint = place
  }

  /// `the file system at /mnt has 12288 bytes free`.
  public var words: String {
    "the file system at \(mountPoint) has "
      + (free.map { "\($0) bytes free" } ?? "an unknown number of bytes free")
  }

  private static func bytes(_ room: statvfs) -> Int {
    let product = UInt64(room.f_bavail).multipliedReportingOverflow(by: UInt64(room.f_frsize))
    return product.overflow ? Int.max : Int(clamping: product.partialValue)
  }

  private static func parent(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }
}
