import Foundation
import Testing

@testable import Engine

private func frames(_ bytes: Data) throws -> [String] {
  try FrameList(bytes, "train.txt", folders: ["rgb", "depth"]).entries.map(\.frame)
}

private let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

@Test(arguments: [
  ("0001\n0002\n", ["0001", "0002"]),
  ("0001\r\n0002\r\n", ["0001", "0002"]),
  ("0001\r0002", ["0001", "0002"]),
  ("\n  0001 \t\n\n0002\u{00A0}\n\n", ["0001", "0002"]),
  ("# of Tuesday\n0001\n  # rest\n0002", ["0001", "0002"]),
  ("0001.png\n0002.JPG\n0003.jpeg", ["0001", "0002", "0003"]),
  ("rgb/0001.png\n./0002\n./depth/0003.png\nrgb//0004", ["0001", "0002", "0003", "0004"]),
  ("kitchen/0001\nrgb/kitchen/0002.jpg", ["kitchen/0001", "kitchen/0002"]),
  (".DS_Store\n0001\nrgb/._0001.png\nThumbs.db\ndesktop.ini\n", ["0001"]),
  ("scene.01\n0002.5\n0003.png.png", ["scene.01", "0002.5", "0003.png"]),
  ("a b\nküche\n…", ["a b", "küche", "…"]),
  ("", []),
]) func listsAreReadAsTheyCome(_ text: String, _ expected: [String]) throws {
  #expect(try frames(Data(text.utf8)) == expected)
  #expect(try frames(Data(mark + text.utf8)) == expected, "with a byte-order mark")
}

@Test func listsThatWereJoinedHaveMarksWithin() throws {
  let part = Data(mark + "0001\n".utf8)
  #expect(try frames(part + Data(mark + "0002\n".utf8)) == ["0001", "0002"])
}

@Test(arguments: [
  (Data("0001\n0002\n\nrgb/0001.png\n".utf8), "train.txt:4: found frame 0001 (\"rgb/0001.png\")"),
  (Data("0001\n0002\n\nrgb/0001.png\n".utf8), "which line 1 lists too"),
  (
    Data("0001\n../0002\n".utf8),
    "train.txt:2: found the name ../0002, which leaves the data's folder"
  ),
  (Data("rgb/../../x\n".utf8), "train.txt:1: found the name rgb/../../x, which leaves"),
  (Data("..\n".utf8), "train.txt:1: found the name .., which leaves"),
  (Data("#\n/etc/passwd\n".utf8), "train.txt:2: found the path /etc/passwd, expected a name below"),
  (Data([0xFF, 0xFE, 0x30, 0, 0x0A, 0]), "train.txt: found a text in UTF-16"),
  (Data([0xFE, 0xFF, 0, 0x30, 0, 0x0A]), "train.txt: found a text in UTF-16"),
  (Data([0x30, 0, 0x0A, 0]), "train.txt: found a text in UTF-16"),
  (Data([0x30, 0x0A, 0x6B, 0xFC, 0x0A]), "train.txt:2: found bytes that are not UTF-8"),
]) func mistakesInListsAreToldWithTheirLine(_ bytes: Data, _ message: String) {
  #expect { try frames(bytes) } throws: { "\($0)".contains(message) }
}
