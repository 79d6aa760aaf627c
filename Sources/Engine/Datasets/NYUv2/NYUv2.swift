import Digests
import Foundation

/// NYU Depth v2 (Silberman et al. 2012): 795 training and 654 test frames of indoor scenes, in one of two layouts,
/// recognised by what is there: `NYUv2Folders` and `NYUv2Arrays`.
///
/// Targets: `segmentation`, class index, −1 void (13 classes of Couprie et al. 2013, or 40 of Gupta et al. 2013);
/// `depth`, metres along the camera's axis, 0 missing; `normals`, unit vectors in the camera's axes (x right, y up,
/// z towards the viewer), 0 missing.
///
/// The official test split is the test. The validation frames are a fraction of the official training split, chosen
/// by a hash of each frame's name: the same ones in whatever order the frames are listed.
public struct NYUv2: Dataset {
  public static let name = "nyuv2"
  public static let summary =
    "NYU Depth v2, read from folders or lorenmt/mtan's arrays: segmentation (13 or 40), depth, normals"

  /// Names the root where the option does not.
  public static let variable = "BENCH_NYUV2"

  public let size: ImageSize
  let classes: Int
  private let root: String?
  private let choice: FrameChoice
  /// Extents that were asked for; 0 as stored.
  private let asked: ImageSize
  public let fit: ImageFit

  public init(_ options: inout Options) throws {
    let location = try options.location(
      "root", "folder of the data; the environment variable \(Self.variable) does too")
    classes = try options.take("classes", default: 13, in: 1...1000, "13 or 40")
    asked = ImageSize(
      height: try options.take("height", default: 0, in: 0...4096, "pixels, 0 as stored"),
      width: try options.take("width", default: 0, in: 0...4096, "pixels, 0 as stored"))
    let rule = try FrameFit.rule(&options)
    // Stretched images are resampled without a filter, as they were before there were other ways.
    fit = ImageFit(rule: rule, filter: rule == .resize ? .bilinear : .triangle)
    let validation = try options.take(
      "validation", default: 0.1, in: 0.001...0.9, "fraction of the training split to select by")
    let limit = try options.take(
      "frames", default: 0, in: 0...1_000_000, "at most so many of each official split, 0 all")
    guard classes == 13 || classes == 40 else {
      throw OptionError(key: "classes", message: "found \(classes), expected 13 or 40")
    }
    let variable = ProcessInfo.processInfo.environment[Self.variable]
    // An empty path would be the current folder.
    root = location ?? (variable == "" ? nil : variable)
    let choice = FrameChoice(validation: validation, limit: limit)
    size = Self.size(asked, storedIn: root, choice)
    self.choice = choice
  }

  public var tasks: [TaskOffer] {
    [
      TaskOffer("segmentation", ["classes": .integer(classes)]), TaskOffer("depth"),
      TaskOffer("normals"),
    ]
  }

  /// Over names and bytes of all files that the frames in use come from. Orientations are named, so
  /// that records from before they were followed are not taken for records of the same frames.
  public func digest() throws -> String {
    let layout = try self.layout()
    let chosen = try choice.frames(layout)
    let hash = SHA256()
    for frame in chosen.train + chosen.validation + chosen.test {
      for name in layout.files(of: frame, classes: classes) {
        let bytes = try layout.folder.read(name, layout.reason(for: frame))
        hash.update("\(name) \(bytes.count)\n")
        bytes.withUnsafeBytes { hash.update($0) }
        if let header = try? PictureHeader(bytes, name), header.orientation != .upright {
          hash.update("orientation \(header.orientation.rawValue)\n")
        }
      }
    }
    return hash.finish()
  }

  public func frameCounts() throws -> SplitCounts {
    let chosen = try choice.frames(try layout())
    return SplitCounts(
      train: chosen.train.count, validation: chosen.validation.count, test: chosen.test.count)
  }

  public func open() throws -> OpenedDataset {
    let layout = try self.layout()
    let chosen = try choice.frames(layout)
    let frames = chosen.train + chosen.validation + chosen.test
    for frame in frames {
      for name in layout.files(of: frame, classes: classes) where !layout.folder.exists(name) {
        throw layout.folder.missing(name, layout.reason(for: frame))
      }
    }
    let first = try layout.image(of: frames[0])
    let size = asked.filled(from: first.size)
    // All images are kept in one type. Stretched ones are not rounded, unless the first is as large as the frames.
    let kind = fit.rule == .resize && first.size != size ? .floats : first.kind
    let fit = self.fit
    let pixels = size.height * size.width
    return OpenedDataset(
      train: chosen.train, validation: chosen.validation, test: chosen.test, size: size,
      labels: [
        "segmentation": LabelLayout(.indices, count: pixels),
        "depth": LabelLayout(.floats, count: pixels),
        "normals": LabelLayout(.floats, count: 3 * pixels),
      ]
    ) { _, name, _ in
      try layout.frame(name, classes: classes).fitted(fit, to: size, kind)
    }
  }

  public func remedy(for split: SplitName) -> String {
    let lists = (try? layout())?.lists ?? (train: "the training list", test: "the test list")
    let limit = choice.limit
    let more = limit > 0 ? ", or raise the option frames (now \(limit))" : ""
    switch split {
    case .train: return "put frames that have some into \(lists.train)\(more)"
    case .validation:
      return "choose another fraction of \(lists.train) with the option validation (now "
        + "\(choice.validation)), or put other frames into \(lists.train)\(more)"
    case .test: return "put frames that have some into \(lists.test)\(more)"
    }
  }

  /// The layout of what is at the root.
  private func layout() throws -> any NYUv2Layout {
    guard let root else {
      throw DataError(
        "nyuv2: found no data. Set the option root or the environment variable \(Self.variable) to a "
          + "folder with rgb, depth, normal, seg13 or seg40, train.txt and test.txt, or to one with "
          + "train and val as github.com/lorenmt/mtan links them; the original is at "
          + "cs.nyu.edu/~fergus/datasets/nyu_depth_v2.html")
    }
    guard let layout = Self.layout(of: root) else {
      throw DataError(
        "\(root): found \(try Self.contents(of: root)), expected train.txt, test.txt and "
          + "folders rgb, depth, normal, seg13 or seg40; or train and val with image, label, depth and "
          + "normal. Set the option root or the variable \(Self.variable) to such a folder")
    }
    return layout
  }

  /// For a message.
  private static func contents(of root: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else {
      return "no such folder"
    }
    guard isFolder.boolValue else { return "a file" }
    let names = try DataFolder(root: root).names(in: ".").prefix(8).joined(separator: ", ")
    return names.isEmpty ? "no files" : names
  }

  private static func layout(of root: String) -> (any NYUv2Layout)? {
    let folder = DataFolder(root: root)
    if folder.exists("train.txt") || folder.exists("rgb") { return NYUv2Folders(folder: folder) }
    if folder.exists("train/image") { return NYUv2Arrays(folder: folder) }
    return nil
  }

  /// As asked; what is not asked as stored, or, where nothing is there yet, as lorenmt/mtan's 288×384.
  private static func size(_ asked: ImageSize, storedIn root: String?, _ choice: FrameChoice)
    -> ImageSize
  {
    if asked.height > 0 && asked.width > 0 { return asked }
    var stored = ImageSize(height: 288, width: 384)
    // Of a frame in use: others are no part of the data's digest.
    if let root, let layout = layout(of: root), let first = try? choice.frames(layout).train.first,
      let found = try? layout.image(of: first)
    {
      stored = found.size
    }
    return asked.filled(from: stored)
  }
}
