import Foundation
import TestSupport

/// Where the fixtures lie that `scripts/fixtures` makes.
enum FixtureLibrary {
  static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(name)
  }

  static func cases<Attributes>(_ name: String, _: Attributes.Type) -> FixtureFile<Attributes> {
    do { return try FixtureFile(url(name)) } catch {
      preconditionFailure("\(name): \(error); run scripts/fixtures/generate.py")
    }
  }

  static func json<Contents: Decodable>(_ name: String, _: Contents.Type) -> Contents {
    do { return try JSONDecoder().decode(Contents.self, from: Data(contentsOf: url(name))) } catch {
      preconditionFailure("\(name): \(error); run scripts/fixtures/generate.py")
    }
  }
}
