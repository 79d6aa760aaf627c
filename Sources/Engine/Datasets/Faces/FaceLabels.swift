/// What is known of a drawn face, in UTKFace's conventions: age in whole years 0…116, gender 0 male and 1 female,
/// race 0…4.
struct FaceLabels: Hashable {
  enum Race: Int16, CaseIterable, Sendable { case white, black, asian, indian, other }

  let age: Int
  let isFemale: Bool
  let race: Race

  /// Drawn about as often as in UTKFace.
  init(_ random: inout RandomStream) {
    age = random.weighted(Self.ages)
    isFemale = random.chance(0.48)
    race = Race.allCases[random.weighted([0.42, 0.19, 0.14, 0.17, 0.08])]
  }

  static let oldest = 116
  static let raceNames = ["White", "Black", "Asian", "Indian", "Other"]

  /// Frames of every age, roughly: many infants, the peak at 26, tens that people round to, a tail.
  private static let ages: [Double] = {
    let knots: [(age: Int, frames: Double)] = [
      (0, 60), (1, 1120), (2, 480), (3, 290), (5, 230), (9, 150), (12, 110), (16, 200), (19, 230),
      (21, 400), (24, 850), (25, 740), (26, 2200), (27, 650), (29, 570), (33, 430), (38, 380),
      (42, 230), (47, 190), (52, 220), (57, 210), (62, 140), (68, 100), (72, 75), (80, 50),
      (88, 40), (92, 15), (100, 5), (110, 1), (116, 1),
    ]
    var weights: [Double] = []
    for (from, to) in zip(knots, knots.dropFirst()) {
      for age in from.age..<to.age {
        let share = Double(age - from.age) / Double(to.age - from.age)
        weights.append(from.frames + (to.frames - from.frames) * share)
      }
    }
    weights.append(knots.last!.frames)
    for age in stride(from: 30, through: 90, by: 5) { weights[age] *= 1.45 }
    return weights
  }()
}
