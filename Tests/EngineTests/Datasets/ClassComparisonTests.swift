import Foundation
import Testing

@testable import Engine

/// Tables of classes against the truth, in numbers that can be worked out by hand.
@Suite struct ClassComparisonTests {
  private let folder = try! TemporaryFolder()

  private func compare(
    _ truth: String, _ predictions: String, name: String? = nil, label: String = "label"
  ) throws -> ClassComparison {
    try folder.write("t.csv", Data(truth.utf8))
    try folder.write("p.csv", Data(predictions.utf8))
    return try ClassComparison(
      truth: folder.path + "/t.csv", predictions: folder.path + "/p.csv", name: name, label: label)
  }

  private static let truth = "file,label\na,cat\nb,cat\nc,dog\nd,\n"

  /// Cats: 1 of 2 found, 2 answered; dogs: 0 of 1. Nobody knows d, and nobody asked for e.
  @Test func countsByHand() throws {
    let found = try compare(Self.truth, "file,label\nc,cat\na,cat\nb,dog\ne,dog\nd,bird\n")
    #expect(found.values.map(\.metric) == ["accuracy", "balanced accuracy", "macro F1"])
    #expect(found.values.map(\.value) == [1 / 3.0, 0.25, 0.25])
    #expect(found.images == 3 && found.leftOut == ["e"])
    #expect(found.classes.map(\.name) == ["cat", "dog", "bird"])
    #expect(found.classes.map(\.truths) == [2, 1, 0])
    #expect(found.classes.map(\.f1) == [0.5, 0, nil])
  }

  @Test func theHighestScoreAnswers() throws {
    let scores = ",name,dog,cat\n0,a,0.2,0.8\n1,b,0.5,0.5\n2,c,1e-3,-4\n"
    let found = try compare(
      Self.truth.replacingOccurrences(of: "file", with: "name"), scores, name: "name")
    #expect(found.values[0].value == 2 / 3.0)
    // Of equal scores the first column.
    #expect(found.classes.map(\.answers) == [1, 2])
  }

  @Test func columnsHaveAnyName() throws {
    let found = try compare(
      "kind,image\n1,a\n01,b\n", "image,kind\na,1\nb,1\n", name: "image", label: "kind")
    // Names are texts.
    #expect(found.values[0].value == 0.5)
  }

  @Test(arguments: [
    ("file,label\na,cat\n", "p.csv: found no row for 2 of 3 images (b, c), expected one for each"),
    ("file,label\na,cat\na,dog\n", "p.csv:3: found a as in line 2, expected every name once"),
    ("file,label\na,\n", "p.csv:2: found nothing in the column label, expected a class"),
    (
      "file,label\n,cat\n",
      "p.csv:2: found nothing in the column file, expected the name of an image"
    ),
    (
      "file,cat\na,1\n",
      "p.csv:1: found the columns file, cat, expected label, or a column of scores"
    ),
    ("file,cat,bird\na,1,0\nb,1,0\nc,1,0\n", "no column of scores for the class dog"),
    (
      "file,cat,dog\na,1,nan\n",
      "p.csv:2: found nan in the column dog, expected a number, the score"
    ),
    ("", "p.csv: found an empty file"),
  ])
  func mistakesAreTold(predictions: String, message: String) {
    let error = #expect(throws: DataError.self) { try compare(Self.truth, predictions) }
    #expect("\(error!)".contains(message), "\(error!)")
  }

  @Test func truthsWithoutLabelsAreRefused() {
    for (truth, message) in [
      ("file,label\na,\n", "t.csv: found no row with a label"),
      ("file,kind\na,cat\n", "t.csv:1: found the columns file, kind, expected label"),
    ] {
      let error = #expect(throws: DataError.self) { try compare(truth, "file,label\na,cat\n") }
      #expect("\(error!)".contains(message), "\(error!)")
    }
  }
}
