/// How many training frames a task is to have, and where a suite says so: whether there are as many is not known before the data
/// are looked through.
struct FrameLimit: Sendable, Hashable {
  let task: String
  let frames: Int
  let file: String
  let line: Int
  let path: String

  /// - Parameter available: what there is in the place of so many frames.
  func mistake(_ available: String) -> SuiteMistake {
    SuiteMistake(
      file: file, line: line, path: path,
      message: "found \(frames), but \(available), expected at most as many")
  }
}
