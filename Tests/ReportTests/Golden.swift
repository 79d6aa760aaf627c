import Foundation
import Testing

/// Compares text with a file under `Goldens`. A golden that is newly recorded fails the run, so that a
/// person looks at it before it counts.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens").appending(path: name)
  guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
    try text.write(to: url, atomically: true, encoding: .utf8)
    Issue.record("\(name) was recorded: look at it and run again", sourceLocation: sourceLocation)
    return
  }
  guard expected != text else { return }
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = text.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
  Issue.record(
    """
    \(name) differs from line \(line + 1) on.
    expected: \(old.indices.contains(line) ? String(old[line]) : "(end)")
    found:    \(new.indices.contains(line) ? String(new[line]) : "(end)")
    Delete the file and run again to record it anew.
    """, sourceLocation: sourceLocation)
}
