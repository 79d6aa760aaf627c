/// Every kind of task. Adding one: a file, and a line here.
public let tasks = Catalog<any LearningTask>(
  "task",
  [
    Segmentation.self, Depth.self, Normals.self, Regression.self, Binary.self, Classes.self,
    Multilabel.self, Detection.self,
  ])
