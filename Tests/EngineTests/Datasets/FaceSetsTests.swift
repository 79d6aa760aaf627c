import Foundation
import Testing

@testable import Engine

private let train = (1...10).map { "train/\($0).png" }
private let rows = train.map { "\($0),3-9,Female,Latino_Hispanic" }

@Suite struct FairFaceTests {
  private func check(_ folder: ListedFolder) throws {
    let dataset = try folder.dataset("fairface")
    #expect(dataset.tasks.map(\.name) == ["age", "gender", "race"])
    #expect(dataset.tasks[0].options["ordered"] == .bool(true))
    #expect(dataset.tasks[2].options["classes"] == .integer(7))
    let opened = try dataset.open()
    #expect(opened.allIDs.map(\.count) == [9, 1, 1] && opened.ids(.test) == ["val/1.png"])
    let labels = try opened.labels()
    #expect(
      labels["train/1.png"]
        == ["age": .indices([1]), "gender": .indices([1]), "race": .indices([6])])
    #expect(
      labels["val/1.png"] == ["age": .indices([8]), "gender": .indices([0]), "race": .indices([3])])
  }

  @Test func theAuthorsTablesAreRead() throws {
    let folder = try ListedFolder(train + ["val/1.png"])
    let header = "file,age,gender,race,service_test\n"
    try folder.write(
      "fairface_label_train.csv", header + rows.map { "\($0),True\n" }.joined())
    try folder.write(
      "fairface_label_val.csv", header + "val/1.png,more than 70,Male,East Asian,False\n")
    try check(folder)
  }

  @Test func oneTableIsRead() throws {
    let folder = try ListedFolder(train + ["val/1.png"])
    let last = "val/1.png,more than 70,Male,East Asian"
    try folder.write(
      "labels.csv", "file,age,gender,race\n" + (rows + [last]).joined(separator: "\n"))
    try check(folder)
  }

  @Test(arguments: [
    (
      "elsewhere/1.png,3-9,Male,White",
      "labels.csv:2: found the path elsewhere/1.png, expected one in train or val"
    ),
    (
      "train/1.png,3 - 9,Male,White",
      "labels.csv:2: found 3 - 9 in the column age, expected one of 0-2, 3-9"
    ),
    (
      "train/1.png,3-9,male,White",
      "labels.csv:2: found male in the column gender, expected Male or Female"
    ),
  ]) func mistakesAreTold(_ row: String, _ message: String) throws {
    let folder = try ListedFolder(["train/1.png"])
    try folder.write("labels.csv", "file,age,gender,race\n\(row)\n")
    #expect(folder.refusal("fairface").hasPrefix(message))
  }

  @Test func aTableThatIsMissingIsNamed() throws {
    let folder = try ListedFolder(["train/1.png"])
    #expect(folder.refusal("fairface").hasPrefix("labels.csv: not found"))
    try folder.write("fairface_label_train.csv", "file,age,gender,race\n")
    #expect(folder.refusal("fairface").hasPrefix("fairface_label_val.csv: not found"))
  }
}

@Suite struct UTKFaceTests {
  private let good = (0..<10).map {
    "part1/\($0 * 12)_\($0 % 2)_\($0 % 5)_2017011618402466\($0).jpg"
  }

  @Test func namesSayAgeGenderAndRace() throws {
    let folder = try ListedFolder(good + ["116_1_4_1.jpg.chip.jpg"])
    let dataset = try folder.dataset("utkface")
    #expect(
      dataset.tasks[0]
        == TaskOffer(
          "age", kind: "regression",
          ["unit": .text("years"), "from": .number(0), "to": .number(116)]))
    let opened = try dataset.open()
    #expect(opened.allIDs.joined().count == 11 && opened.remarks.isEmpty)
    #expect(
      try opened.labels()["116_1_4_1.jpg.chip.jpg"]
        == ["age": .floats([116]), "gender": .indices([1]), "race": .indices([4])])
  }

  /// The published set has names without a race, with two underscores and with broken endings.
  @Test func otherNamesAreCountedAndPassedOver() throws {
    let strange = [
      "61_1_20170109142408075.jpg", "39__1_0_20170116174525125.jpg", "9_0_0_20170116225453272.pg",
      "24_0_1_20170116220224657 .jpg", "117_0_0_1.jpg", "1_2_0_1.jpg", "1_0_5_1.jpg",
      "+1_0_0_1.jpg",
      "99999999999999999999_0_0_1.jpg", "readme.txt",
    ]
    let folder = try ListedFolder(good + strange + [".hidden.jpg"])
    let opened = try folder.dataset("utkface").open()
    #expect(opened.allIDs.joined().count == 10)
    #expect(
      opened.remarks.map { $0.prefix { $0 != ":" } } == [
        "2 passed over that do not end in .jpg",
        "5 passed over that are not called age_gender_race_date",
        "1 passed over whose age is not 0 to 116", "1 passed over whose gender is not 0 or 1",
        "1 passed over whose race is not 0 to 4",
      ])
  }

  @Test func aFaceAndThePhotoThatItIsCutFromStayTogether() throws {
    let cut = good.map { $0.replacing("part1", with: "cut") + ".chip.jpg" }
    let folder = try ListedFolder(good + cut)
    let ids = try folder.dataset("utkface").open().allIDs
    let photos = ids.map { Set($0.map { $0.split(separator: "/")[1].prefix { $0 != "." } }) }
    #expect(photos.map(\.count).reduce(0, +) == 10)
  }

  @Test func aFolderWithoutFacesIsTold() throws {
    let found = try ListedFolder(["a/b.png"]).refusal("utkface")
    #expect(
      found.contains("found no image for utkface; 1 passed over that do not end in .jpg: a/b.png"))
  }
}
