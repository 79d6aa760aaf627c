import Foundation

/// The logarithm of every class's share, which its most frequent class is the highest of; one that never occurs counts as
/// half a label. Nil where no label is a class.
func logShares(of labels: [Float], classes: Int) -> [Float]? {
  var counts = Array(repeating: 0.0, count: classes)
  for label in labels where label >= 0 && label < Float(classes) { counts[Int(label)] += 1 }
  let total = counts.reduce(0, +)
  guard total > 0 else { return nil }
  return counts.map { Float(log(max($0, 0.5) / total)) }
}
