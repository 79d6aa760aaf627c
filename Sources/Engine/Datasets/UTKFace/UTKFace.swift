/// UTKFace (Zhang, Song and Qi 2017): faces whose files are called `age_gender_race_date.jpg`, or, cut out,
/// `age_gender_race_date.jpg.chip.jpg`, in one folder or in folders in it. Files called otherwise, of which the published set has
/// some, are passed over and counted.
public struct UTKFace: ListedDataset {
  public static let name = "utkface"
  public static let summary = "UTKFace: age (years), gender and race (5) of faces, from file names"

  let listed: ListedImages

  private static let races = ["White", "Black", "Asian", "Indian", "Others"]
  private static let tasks = [
    ListedTask(
      offer: TaskOffer(
        "age", kind: "regression",
        ["unit": .text("years"), "from": .number(0), "to": .number(116)]),
      layout: LabelLayout(.floats, count: 1), names: []),
    ListedTask(
      offer: TaskOffer(
        "gender", kind: "binary", ["names": .list([.text("Male"), .text("Female")])]),
      layout: LabelLayout(.indices, count: 1), names: ["Male", "Female"]),
    ListedTask(
      offer: .classes("race", races), layout: LabelLayout(.indices, count: 1), names: races),
  ]

  public init(_ options: inout Options) throws {
    listed = try ListedImages(
      &options, Self.name, expected: "files as 26_1_0_20170116184024662.jpg, or folders of them",
      offers: Self.tasks.map(\.offer), read: Self.list)
  }

  private static func list(_ folder: DataFolder) throws -> ImageList {
    guard folder.exists(".") else {
      throw DataError("\(folder.root): not found, expected the folder of UTKFace's images")
    }
    var files: [String] = []
    for name in try folder.names(in: ".") {
      if folder.isFolder(name) {
        files += try folder.names(in: name).map { "\(name)/\($0)" }
      } else {
        files.append(name)
      }
    }
    var images: [ListedImage] = []
    var others: [UTKFaceName.Mistake: [String]] = [:]
    for file in files {
      let last = file.split(separator: "/").last.map(String.init) ?? file
      switch UTKFaceName.read(last) {
      case .success(let name): images.append(name.image(at: file))
      case .failure(let mistake): others[mistake, default: []].append(file)
      }
    }
    let remarks = UTKFaceName.Mistake.allCases.compactMap { mistake in
      others[mistake].map { "\($0.count) passed over \(mistake.rawValue): \(some($0))" }
    }
    return ImageList(images: images, tasks: tasks, remarks: remarks)
  }
}
