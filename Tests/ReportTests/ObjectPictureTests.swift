import Foundation
import Records
import Testing

@testable import Report

private func picture(_ rows: [[Int]]) -> ObjectPicture {
  ObjectPicture(
    Picture(kind: .objects, width: 64, height: 48, range: [0, 2], base64: picturedObjects(rows)))!
}

@Suite struct ObjectPictureTests {
  @Test func theSurestTakesTheObject() {
    let truth = picture([[0, 0, 10, 10, 0, 65535], [20, 20, 40, 40, 1, 65535]])
    let found = picture([
      [0, 0, 10, 9, 0, 60000],  // right
      [0, 0, 10, 10, 0, 50000],  // the object was found already
      [20, 20, 40, 40, 0, 40000],  // of another category
      [20, 31, 40, 51, 1, 30000],  // 9 of 31 rows in common
    ])
    let matches = truth.matches(found)
    #expect(matches.isRight == [true, false, false, false])
    #expect(matches.missed.map(\.category) == [1])
    #expect(ShownErrors.objects(found, matches).values == [4.0 / 6.0])
  }

  @Test func whatIsNotAskedForIsNeitherRightNorWrong() {
    let truth = picture([[0, 0, 10, 10, 0, 0]])
    let found = picture([[0, 0, 10, 10, 0, 60000], [30, 30, 40, 40, 0, 50000]])
    let matches = truth.matches(found)
    #expect(matches.isRight == [nil, false])
    #expect(matches.missed.isEmpty)
    #expect(ShownErrors.objects(found, matches).values == [1])
    #expect(ShownErrors.objects(picture([]), truth.matches(picture([]))).values == [nil])
  }

  @Test func brokenBytesAreNotDrawn() {
    let short = Data(repeating: 1, count: 13).base64EncodedString()
    for base64 in [short, "%", "AAA="] {
      let picture = Picture(kind: .objects, width: 8, height: 8, range: [], base64: base64)
      #expect(ObjectPicture(picture) == nil)
    }
    #expect(
      ObjectPicture(Picture(kind: .objects, width: 0, height: 8, range: [], base64: "")) == nil)
  }

  /// Boxes stand beside maps in one figure.
  @Test func thePanelShowsBoxesOnTheInput() throws {
    var suite = SimulatedSuite()
    suite.tasks = [Choice("segmentation", ["classes": .number(13)]), Choice("detection")]
    let comparison = try Results(suite.input).comparisons[0]
    let figure = try #require(QualitativeFigure(comparison: comparison, suffix: "").figure())
    #expect(figure.howToRead.contains("1 − F1"))
    #expect(figure.finding.contains("detection: "))
    let canvas = RecordingCanvas(size: figure.size)
    figure.draw(canvas, .light)
    #expect(canvas.calls.count { $0.hasPrefix("stroke \(Theme.green.hex)") } > 0)
  }
}
