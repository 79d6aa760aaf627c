/// FairFace (Kärkkäinen and Joo 2021): faces with age, gender and race, as its authors publish it (`fairface_label_train.csv` and
/// `fairface_label_val.csv` beside `train` and `val`), or with one table `labels.csv`. `val` is the test split, as nobody has
/// another; a part of `train` is the validation.
public struct FairFace: ListedDataset {
  public static let name = "fairface"
  public static let summary = "FairFace: age (9 ranges), gender and race (7) of faces"

  let listed: ListedImages

  private static let ages = [
    "0-2", "3-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "more than 70",
  ]
  /// In the paper's order.
  private static let races = [
    "White", "Black", "Indian", "East Asian", "Southeast Asian", "Middle Eastern",
    "Latino_Hispanic",
  ]

  public init(_ options: inout Options) throws {
    let reader = TableImages(
      declarations: try LabelDeclarations(
        [
          "age": .map(["ordered": Self.list(Self.ages)]),
          "gender": .map(["binary": Self.list(["Male", "Female"])]),
          "race": .map(["classes": Self.list(Self.races)]),
        ], key: "labels"), image: "file", splitOfPath: Self.split)
    listed = try ListedImages(
      &options, Self.name,
      expected:
        "fairface_label_train.csv and fairface_label_val.csv, or labels.csv, beside train and "
        + "val",
      hasTest: true, offers: reader.declarations.offers
    ) { folder in
      let official = ["fairface_label_train.csv", "fairface_label_val.csv"]
      let files =
        folder.exists(official[0]) || folder.exists(official[1]) ? official : ["labels.csv"]
      let lists = try files.map { try reader.list(try CSVTable($0, in: folder)) }
      var list = lists[0]
      list.images += lists.dropFirst().flatMap(\.images)
      if files == official, folder.exists("labels.csv") {
        list.remarks.append(
          "labels.csv was passed over, as \(official[0]) and \(official[1]) are there")
      }
      return list
    }
  }

  private static func list(_ names: [String]) -> OptionValue { .list(names.map { .text($0) }) }

  private static let split: @Sendable (String, String) throws -> SplitName? = { path, place in
    switch path.prefix(while: { $0 != "/" }) {
    case "train": return .train
    case "val": return .test
    default:
      throw DataError(
        "\(place): found the path \(shortened(path)), expected one in train or val, as FairFace has"
      )
    }
  }
}
