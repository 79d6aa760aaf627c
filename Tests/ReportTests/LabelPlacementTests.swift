import Testing

@testable import Report

@Suite struct LabelPlacementTests {
  /// However crowded, no two labels touch, and none lies on a marker or outside the frame.
  @Test(arguments: [3, 12, 40]) func labelsNeverCollide(count: Int) {
    var random = SplitMix64(UInt64(count))
    let points = (0..<count).map { _ in (x: 0.4 + 0.2 * random.uniform(), y: random.uniform()) }
    let rect = Rect(x: 50, y: 20, width: 700, height: 400)
    let frame = Frame(
      rect: rect, x: Scale(kind: .linear, domain: 0...1, start: rect.x, end: rect.maxX),
      y: Scale(kind: .linear, domain: 0...1, start: rect.maxY, end: rect.y))
    let canvas = RecordingCanvas(size: Size(width: 800, height: 440))
    LabelsMark(
      labels: points.enumerated().map {
        .init(x: $1.x, y: $1.y, text: "arm number \($0)", paint: .ink)
      },
      markers: points
    ).draw(on: canvas, in: frame, theme: .light)
    let boxes = canvas.textBoxes.map(\.box)
    #expect(boxes.count >= min(count, 10))
    for i in boxes.indices {
      #expect(rect.contains(boxes[i].inset(0.5)))
      for j in boxes.indices where j > i { #expect(!boxes[i].intersects(boxes[j])) }
      for point in points {
        let p = frame.point(point.x, point.y)
        #expect(!boxes[i].contains(p))
      }
    }
  }

  /// Between two intervals that leave no room for a name, its short form stands; without one, nothing does.
  @Test func labelsSayLessWhereThereIsLittleRoom() {
    let rect = Rect(x: 50, y: 20, width: 700, height: 400)
    let frame = Frame(
      rect: rect, x: Scale(kind: .linear, domain: 0...1, start: rect.x, end: rect.maxX),
      y: Scale(kind: .linear, domain: 0...1, start: rect.maxY, end: rect.y))
    func texts(_ short: String?) -> [String] {
      let canvas = RecordingCanvas(size: Size(width: 800, height: 440))
      LabelsMark(
        labels: [.init(x: 0.5, y: 0.5, text: "7 split · pcgrad", short: short, paint: .ink)],
        markers: [(0.5, 0.5)], intervals: [(0.46, 0, 1), (0.54, 0, 1)]
      ).draw(on: canvas, in: frame, theme: .light)
      return canvas.textBoxes.map(\.text)
    }
    #expect(texts("7") == ["7"])
    #expect(texts(nil) == [])
  }

  /// Points side by side: a leader to a far name keeps off the names of its neighbours.
  @Test func leadersCrossNoName() {
    let rect = Rect(x: 50, y: 20, width: 700, height: 30)
    let frame = Frame(
      rect: rect, x: Scale(kind: .linear, domain: 0...1, start: rect.x, end: rect.maxX),
      y: Scale(kind: .linear, domain: 0...1, start: rect.maxY, end: rect.y))
    let points = (0..<6).map { (x: 0.5 + 0.003 * Double($0), y: 0.45) }
    let canvas = RecordingCanvas(size: Size(width: 800, height: 70))
    LabelsMark(
      labels: points.enumerated().map {
        .init(x: $1.x, y: $1.y, text: "\($0) one: −20", paint: .ink)
      }, markers: points
    ).draw(on: canvas, in: frame, theme: .light)
    let boxes = canvas.textBoxes.map(\.box)
    #expect(boxes.count >= 2)
    for line in canvas.lines {
      for step in 1...11 {
        let share = Double(step) / 12
        let point = Point(
          x: line.start.x + (line.end.x - line.start.x) * share,
          y: line.start.y + (line.end.y - line.start.y) * share)
        #expect(!boxes.contains { $0.contains(point) })
      }
    }
  }
}
