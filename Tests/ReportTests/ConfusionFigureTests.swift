import Records
import Testing

@testable import Report

@Suite struct ConfusionFigureTests {
  private func figure(_ counts: [[Int]]?, names: [String] = []) throws -> Figure? {
    var suite = SimulatedSuite()
    suite.tasks[0].options["names"] = .array(names.map { .text($0) })
    suite.weightings = [Choice("equal")]
    suite.epochs = 3
    suite.pictures = false
    suite.confusions = counts
    let comparison = try Results(suite.input).comparisons[0]
    return ConfusionFigure(comparison: comparison, task: "segmentation", suffix: "-1").figure()
  }

  /// Sums over the three seeds, of the single-task network and of the best of the ranking.
  @Test func countsImagesOfAllSeeds() throws {
    let figure = try #require(try figure([[3, 1], [0, 2]], names: ["cat", "dog"]))
    let lines = figure.data.csv.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("network,true class,answered class,images"))
    let single = ["cat,cat,9,75", "cat,dog,3,25", "dog,cat,0,0", "dog,dog,6,100"]
    #expect(lines[1...4] == single.map { "single-task," + $0 }[...])
    #expect(lines.count == 9 && lines[5].hasPrefix("1 "))
    #expect(figure.finding.contains("single-task takes 25 % of cat for dog;"))
    #expect(FigureKind.of(id: figure.id) == .confusion)

    let canvas = RecordingCanvas(size: figure.size)
    figure.draw(canvas, .light)
    let texts = canvas.calls.filter { $0.hasPrefix("text") }
    for shown in ["cat", "dog", "75", "25", "100"] {
      #expect(texts.contains { $0.contains("“\(shown)”") }, "\(shown) in \(texts)")
    }
    // What never happened is left empty.
    #expect(!texts.contains { $0.contains("“0”") })
  }

  /// Two to many classes, with short and with long names.
  @Test(arguments: [2, 5, 20, 50], ["", "a class with a rather long name, "])
  func fitsItsPlace(_ classes: Int, _ prefix: String) throws {
    let counts = (0..<classes).map { truth in
      (0..<classes).map { $0 == truth ? 30 : ($0 + truth) % 7 }
    }
    let figure = try #require(try figure(counts, names: (0..<classes).map { "\(prefix)\($0)" }))
    #expect(figure.size.width == Figure.width && figure.size.height < 620)
    let canvas = RecordingCanvas(size: figure.size)
    figure.draw(canvas, .dark)
    let page = Rect(x: 0, y: 0, width: figure.size.width, height: figure.size.height)
    for (text, box) in canvas.textBoxes { #expect(page.contains(box), "\(text) at \(box)") }
    // Two titles, two remarks about the axes, the names of the rows; numbers where there is room for them.
    #expect((canvas.textBoxes.count > 4 + 2 * classes) == (classes <= 20))
  }

  @Test func nothingIsShownOfWhatWasNotCounted() throws {
    #expect(try figure(nil) == nil)
    #expect(try figure([[1]]) == nil)
  }
}
