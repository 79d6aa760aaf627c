/// What the name of a file of UTKFace says.
struct UTKFaceName {
  enum Mistake: String, CaseIterable, Error {
    case ending = "that do not end in .jpg"
    case parts = "that are not called age_gender_race_date"
    case age = "whose age is not 0 to 116"
    case gender = "whose gender is not 0 or 1"
    case race = "whose race is not 0 to 4"
  }

  private let age: Int
  private let gender: Int16
  private let race: Int16
  /// The name without its ending, which a photo and the face cut out of it share.
  private let stem: String

  static func read(_ name: String) -> Result<UTKFaceName, Mistake> {
    let lower = name.lowercased()
    guard let ending = [".jpg.chip.jpg", ".jpg"].first(where: lower.hasSuffix) else {
      return .failure(.ending)
    }
    let stem = String(name.dropLast(ending.count))
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> Int? in
      part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
    }
    guard parts.count == 4, numbers.count == 4 else { return .failure(.parts) }
    guard (0...116).contains(numbers[0]) else { return .failure(.age) }
    guard (0...1).contains(numbers[1]) else { return .failure(.gender) }
    guard (0...4).contains(numbers[2]) else { return .failure(.race) }
    return .success(
      UTKFaceName(
        age: numbers[0], gender: Int16(numbers[1]), race: Int16(numbers[2]), stem: stem))
  }

  func image(at path: String) -> ListedImage {
    ListedImage(
      path: path, source: path,
      labels: [
        "age": .floats([Float(age)]), "gender": .indices([gender]), "race": .indices([race]),
      ], group: stem)
  }
}
