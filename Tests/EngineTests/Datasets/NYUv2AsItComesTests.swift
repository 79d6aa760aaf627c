import Digests
import Foundation
import Testing

@testable import Engine

private let size = ImageSize(height: 32, width: 64)

private func refusal(_ folder: TemporaryFolder) -> String {
  do {
    _ = try nyuv2(folder.path).load()
    return "read"
  } catch { return "\(error)".replacingOccurrences(of: folder.path + "/", with: "") }
}

private func flat(
  _ value: UInt16, _ kind: HandMadePNG.Kind, bits: Int, palette: [UInt8] = []
) -> Data {
  HandMadePNG(
    height: 32, width: 64, kind: kind, bits: bits,
    samples: [UInt16](repeating: value, count: 2048 * kind.channels), palette: palette
  ).data
}

@Test func listsWithMarksFoldersAndEndingsAreTheSameFrames() throws {
  let folder = try nyuv2Folders()
  let plain = try nyuv2(folder.path)
  let ids = try plain.load().train.ids
  let digest = try plain.digest()
  let list =
    "\u{FEFF}# all\r\nrgb/0001.jpg\r\n./0004\r\n0003.png \r\n\r\n0002\r\n0006\r\n0005\r\n.DS_Store\r\n"
  try folder.write("train.txt", Data(list.utf8))
  try folder.write("rgb/.DS_Store", Data("x".utf8))
  #expect(try nyuv2(folder.path).load().train.ids == ids)
  #expect(try nyuv2(folder.path).digest() == digest)
}

@Test func framesThatAreNotThereNameTheirLineAndTheNearest() throws {
  let folder = try nyuv2Folders()
  try folder.write("test.txt", Data("# two\n0008\n\n008\n".utf8))
  try folder.write("rgb/._0008.jpg", Data("x".utf8))
  #expect(
    refusal(folder)
      == "rgb/008.jpg: not found, expected for frame 008, which test.txt lists on line 4; copy it "
      + "there (nearest in rgb: 0008.jpg, 0001.jpg, 0002.jpg)")
  try folder.write("test.txt", Data("0008\n0007\nrgb/0001.jpg\n".utf8))
  #expect(refusal(folder).hasPrefix("test.txt:3: frame 0001 is in train.txt too, on line 1"))
  try folder.write("test.txt", Data("../0008\n".utf8))
  #expect(refusal(folder).hasPrefix("test.txt:1: found the name ../0008, which leaves"))
}

@Test func filesOfDesktopsAreNoFrames() throws {
  let folder = try nyuv2Arrays()
  let ids = try nyuv2(folder.path).load().train.ids
  for name in [".DS_Store", "._0.npy", ".npy", "Thumbs.db"] {
    try folder.write("train/image/\(name)", Data("x".utf8))
  }
  #expect(try nyuv2(folder.path).load().train.ids == ids)
}

@Test(arguments: [(HandMadePNG.Kind.palette, 4), (.palette, 8), (.grey, 4), (.grey, 16)])
func labelsMayBePalettesAndOfAnyDepth(_ kind: HandMadePNG.Kind, _ bits: Int) throws {
  let folder = try nyuv2Folders()
  let palette = kind == .palette ? (0..<48).map { UInt8($0) } : []
  try folder.write("seg13/0008.png", flat(3, kind, bits: bits, palette: palette))
  let test = try nyuv2(folder.path).load().test
  #expect(test.targets["segmentation"]!.value(1, 0) == 2, "label 3 is class index 2, not scaled")
}

@Test(arguments: [
  (
    "seg13/0002.png", flat(3, .colour, bits: 8),
    "found an 8-bit RGB PNG, expected a grey or palette PNG"
  ),
  (
    "depth/0002.png", flat(3, .grey, bits: 8),
    "found an 8-bit grey PNG, expected a 16-bit grey PNG"
  ),
  ("normal/0002.png", flat(3, .grey, bits: 8), "found an 8-bit grey PNG, expected an 8-bit RGB"),
  (
    "depth/0002.png", HandMadePNG.declaring(height: 9000, width: 6000, kind: .grey, bits: 16),
    "found 9000×6000 pixels, 1 × 16 bits; expected 32×64 as in rgb/0002.jpg"
  ),
  (
    "rgb/0002.jpg", HandMadePNG.declaring(height: 9000, width: 6000, kind: .colour, bits: 8),
    "found 9000×6000 pixels in "
  ),
  ("rgb/0002.jpg", cmykJPEG(height: 32, width: 64), "found a JPEG in CMYK"),
]) func filesThatDoNotFitNameTheCause(_ file: String, _ bytes: Data, _ cause: String) throws {
  let folder = try nyuv2Folders()
  try folder.write(file, bytes)
  let message = refusal(folder)
  #expect(message.hasPrefix("\(file): \(cause)"), "\(message)")
}

@Test func imagesAreTurnedBeforeTheyMeetTheirMaps() throws {
  let folder = try nyuv2Folders()
  let digest = try nyuv2(folder.path).digest()
  // Stored 64 rows by 32 columns, the upper half white: upright, its right half is.
  let white = (0..<2048).flatMap { [UInt8](repeating: $0 < 1024 ? 255 : 0, count: 3) }
  let stored = jpeg(white, height: 64, width: 32)
  try folder.write("rgb/0008.jpg", stored.withEXIF(exif(orientation: 6)))
  let images = try nyuv2(folder.path).load().test.images
  let image = images.row(1)
  #expect(image[0] < 0.1 && image[63 * 3] > 0.9)
  let turned = try nyuv2(folder.path).digest()
  #expect(turned != digest)
  try folder.write("rgb/0008.jpg", stored)
  #expect(
    refusal(folder).hasPrefix(
      "seg13/0008.png: found 32×64 pixels, 1 × 8 bits; expected 64×32 as in rgb/0008.jpg, a grey"))
  // The other way round: the maps fit the stored pixels, not the upright ones.
  let flatImage = jpeg([UInt8](repeating: 9, count: 2048 * 3), height: 32, width: 64)
  for frame in 1...8 {
    try folder.write("rgb/000\(frame).jpg", flatImage.withEXIF(exif(orientation: 8)))
  }
  #expect(
    refusal(folder).contains(
      "expected 64×32 as in rgb/0001.jpg, which its EXIF orientation 8 turns"))
}

/// The digest of a turned image is not that of the same bytes before orientations were followed.
@Test func orientationsAreInTheDigest() throws {
  let folder = try nyuv2Folders()
  let plain = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/rgb/0008.jpg"))
  let bytes = plain.withEXIF(exif(orientation: 3))
  try folder.write("rgb/0008.jpg", bytes)
  let hash = SHA256()
  let all = try nyuv2(folder.path).load()
  for frame in all.train.ids + all.validation.ids + all.test.ids {
    for name in [
      "rgb/\(frame).jpg", "seg13/\(frame).png", "depth/\(frame).png", "normal/\(frame).png",
    ] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
      hash.update("\(name) \(bytes.count)\n")
      bytes.withUnsafeBytes { hash.update($0) }
      if name == "rgb/0008.jpg" { hash.update("orientation 3\n") }
    }
  }
  #expect(try nyuv2(folder.path).digest() == hash.finish())
}

@Test func arraysOfTruthValuesAreLabelsOnly() throws {
  let folder = try nyuv2Arrays()
  let ones = Data(repeating: 1, count: 2048)
  try folder.write("val/label/1.npy", npy("|b1", "(32, 64)", ones))
  #expect(try nyuv2(folder.path).load().test.targets["segmentation"]!.value(1, 0) == 1)
  try folder.write("val/depth/1.npy", npy("|b1", "(32, 64)", ones))
  #expect(refusal(folder).hasPrefix("val/depth/1.npy: found truth values (|b1), expected numbers"))
}

@Test func splitsSayHowTheyGetOtherFrames() throws {
  let folder = try nyuv2Folders()
  let data = try nyuv2(folder.path, ["frames": .integer(3), "validation": .number(0.5)])
  #expect(
    data.remedy(for: .test)
      == "put frames that have some into test.txt, or raise the option frames (now 3)")
  #expect(
    data.remedy(for: .validation).hasPrefix(
      "choose another fraction of train.txt with the option validation (now 0.5)"))
}
