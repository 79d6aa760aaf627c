/// Every data set that can be named. Adding one: a file, and a line here.
public let datasets = Catalog<any Dataset>(
  "dataset",
  [
    Rooms.self, Faces.self, Drawings.self, NYUv2.self, Table.self, FairFace.self, UTKFace.self,
    ClassFolders.self, PascalVOC.self, BCCD.self, COCO.self,
  ])
