import Foundation
import Testing

@testable import Records

/// Descriptions of before know no teachers, and their digests are in committed reports.
@Test(arguments: [[:], ["age": 3]]) func conditionsSpellTeachersWhereThereAreAny(
  _ teachers: [String: Int]
) throws {
  let condition = Condition(
    name: "few", labelFractions: ["age": 0.5], lossScales: ["race": 2], teacherEpochs: teachers)
  let data = try JSONEncoder().encode(condition)
  #expect(try JSONDecoder().decode(Condition.self, from: data) == condition)
  #expect(String(decoding: data, as: UTF8.self).contains("teacherEpochs") == !teachers.isEmpty)
}
