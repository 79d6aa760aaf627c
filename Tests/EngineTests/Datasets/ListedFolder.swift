import Foundation

@testable import Engine

/// A folder of tiny images and tables, and what a data set reads in it.
struct ListedFolder {
  let folder: TemporaryFolder

  /// Images of one pixel, whose grey value is their place in the list.
  init(_ images: [String], size: ImageSize = ImageSize(height: 1, width: 1)) throws {
    folder = try TemporaryFolder()
    for (place, name) in images.enumerated() { try add(name, UInt16(place % 256), size) }
  }

  func add(_ name: String, _ grey: UInt16, _ size: ImageSize = ImageSize(height: 1, width: 1))
    throws
  {
    let samples = [UInt16](repeating: grey, count: size.height * size.width)
    try folder.write(
      name, png(samples, height: size.height, width: size.width, channels: 1, bits: 8))
  }

  func write(_ name: String, _ text: String) throws { try folder.write(name, Data(text.utf8)) }

  func dataset(_ name: String, _ options: [String: OptionValue] = [:]) throws -> any Dataset {
    try datasets.make(name, options.merging(["root": .text(folder.path)]) { $1 }).item
  }

  /// What a data set says that cannot be used, without the folder's path; what it reads where it can be used.
  func refusal(_ name: String, _ options: [String: OptionValue] = [:]) -> String {
    do {
      let dataset = try dataset(name, options)
      let opened = try dataset.open()
      try opened.check()
      _ = try dataset.digest()
      return "read"
    } catch { return "\(error)".replacing(folder.path + "/", with: "") }
  }
}

extension OpenedDataset {
  /// Every frame by its name, with its labels.
  func labels() throws -> [String: [String: FrameValues]] {
    var found: [String: [String: FrameValues]] = [:]
    for split in SplitName.allCases {
      for (index, id) in ids(split).enumerated() {
        found[id] = try frame(index, of: split).labels
      }
    }
    return found
  }

  var allIDs: [[String]] { SplitName.allCases.map(ids) }
}

func names(_ texts: [String]) -> OptionValue { .list(texts.map { .text($0) }) }
