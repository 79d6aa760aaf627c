/// The 13 classes of NYUv2 (Couprie et al. 2013) in their order, and what has none.
enum RoomClass: Int8, CaseIterable, Sendable {
  case void = -1
  case bed, books, ceiling, chair, floor, furniture, objects, picture, sofa, table, tv, wall, window
}
