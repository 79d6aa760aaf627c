/// Every task that can be named. Adding one: a file, and a line here.
public let tasks = Catalog<any LearningTask>(
  "task", [Segmentation.self, Depth.self, Normals.self, Age.self, Gender.self, Race.self])
