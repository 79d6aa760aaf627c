/// Every architecture that can be named. Adding one: a file, and a line here.
public let architectures = Catalog<any Architecture>(
  "architecture",
  [
    SingleTask.self, STAN.self, Split.self, Dense.self, CrossStitch.self, MTAN.self,
    LearningToBranch.self,
  ])
