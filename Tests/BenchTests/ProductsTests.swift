import Engine
import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

/// `products` in a suite: who multiplies.
@Suite(.serialized) struct ProductsTests {
  private func ids(_ line: String?) throws -> [String] {
    try samplePlan(adding: line.map { [$0] } ?? []).ids
  }

  /// The standard is not spelled, so that cells from before there was a choice keep their ids.
  @Test func theStandardIsNotSpelled() throws {
    let plain = try ids(nil)
    #expect(try ids("products: own") == plain)
    let other = try samplePlan(adding: ["products: openblas"])
    #expect(Set(other.ids).isDisjoint(with: Set(plain)))
    #expect(other.cells.allSatisfy { $0.choices[ChoiceKinds.products.key] == Choice("openblas") })
    #expect(other.cells.allSatisfy { $0.canonical.contains(#""products":{"name":"openblas""#) })
    let own = try samplePlan()
    #expect(own.cells.allSatisfy { !$0.canonical.contains("products") })
    // A report names the kind where a cell does.
    #expect(other.description.kinds.last == ChoiceKinds.products.key)
    #expect(own.description.kinds == ChoiceKinds.all.map(\.key).filter(Cell.Kind.always.contains))
  }

  @Test func unknownNamesAreRefused() {
    #expect(
      mistakes(sampleText(adding: ["products: openblsa"])) == [
        "sample/suite.yaml:11 products: unknown products openblsa, expected one of own, openblas"
          + "; did you mean openblas?"
      ])
    #expect(
      mistakes(sampleText(adding: ["products: {openblas: {threads: 2}}"])).joined()
        .contains("products.openblas.threads: unknown option, it takes no options"))
  }

  /// A library that multiplies is named, and belongs to the numeric class; where the products are ours there is none.
  @Test func provenanceNamesTheLibrary() throws {
    let here = Provenance.current()
    #expect(here.blas == nil && here.numericClass == Provenance.ownNumericClass)
    let own = try #require(try samplePlan().cells.first)
    #expect(here.training(own) == here)
    #expect(Provenance.numericClass(of: own) == Provenance.ownNumericClass)
    let other = try #require(try samplePlan(adding: ["products: openblas"]).cells.first)
    let found = here.training(other)
    #expect(found.blas == "OpenBLAS \(OpenBLAS.version) \(OpenBLAS.core)")
    #expect(found.numericClass == Provenance.ownNumericClass + ", " + (found.blas ?? "nothing"))
    #expect(found.numericClass == Provenance.numericClass(of: other))
    #expect(OpenBLAS.version.first?.isNumber == true && !OpenBLAS.core.isEmpty)
  }

  /// What a stored cell says is compared with the class that the same cell has here.
  @Test func numericClassesAreCompared() throws {
    let here = Provenance.current()
    let cells = [[], ["products: openblas"]].compactMap {
      try? samplePlan(adding: $0).cells.first
    }
    for var cell in cells {
      cell.revision = Engine.numericRevision
      let outcome = Outcome.failed(Failure(reason: .diverged, message: ""))
      let cost = Cost(cpuSeconds: 1, wallSeconds: 1, peakMemory: 1, secondsPerStep: 1)
      var record = Record(
        cell: cell, outcome: outcome, cost: cost, provenance: here.training(cell))
      #expect(Retraining(record: record, outcome: outcome).otherClass(than: here) == nil)
      record.provenance.numericClass += ", OpenBLAS 0.0.1 Nehalem"
      let told = Retraining(record: record, outcome: outcome).otherClass(than: here)
      #expect(told?.contains("OpenBLAS 0.0.1 Nehalem) than this machine's") == true)
      #expect(told?.contains("(\(here.training(cell).numericClass)):") == true)
    }
    #expect(cells.count == 2)
  }

  /// Trained, verified, of other bytes than ours, the same with any number of threads; its records and report name the library.
  @Test func cellsAreTrained() throws {
    let changes = [
      "architectures": "[split, mtan, cross-stitch, dense]", "weightings": "pcgrad",
      "backbone": "{segnet: {width: 0.25}}",
    ]
    let own = try TinySuite(changes)
    #expect(try own.run().code == 0)
    let blas = try TinySuite(changes.merging(["products": "openblas"]) { $1 })
    #expect(try blas.run().code == 0)
    let expected = try blas.outcomes
    #expect(expected.count == 6)
    #expect(try own.contents.records.allSatisfy { $0.provenance.blas == nil })
    for record in try blas.contents.records {
      #expect(record.provenance.blas == OpenBLAS.name)
      #expect(record.provenance.numericClass.hasSuffix(OpenBLAS.name))
    }
    func digests(_ suite: TinySuite) throws -> Set<String> {
      Set(try suite.contents.records.map { try JSONValue.canonical($0.outcome) })
    }
    #expect(try digests(own).isDisjoint(with: digests(blas)))
    let page = blas.records.deletingLastPathComponent().appendingPathComponent("README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("| BLAS | \(OpenBLAS.name) | 6 |"))
    #expect(text.contains("| Products | openblas |"))
    let match = try Program.run("verify", blas.suite, "--out", blas.out, "--sample", "3")
    #expect(match.code == 0 && match.out.components(separatedBy: "MATCH").count == 4)
    for threads in ["2", "3"] {
      let together = try TinySuite(changes.merging(["products": "openblas"]) { $1 })
      #expect(try together.run("--jobs", "1", "--threads-per-cell", threads).code == 0)
      #expect(try together.outcomes == expected, "\(threads) threads")
    }
  }

  /// Other kernels of the library are another numeric class: a cell that was interrupted under them begins again, and
  /// verify says why bytes differ.
  @Test(.enabled(if: Provenance.architecture == "x86_64"))
  func otherKernelsAreAnotherClass() throws {
    let tiny = try TinySuite([
      "products": "openblas", "weightings": "equal", "backbone": "{segnet: {width: 0.25}}",
    ])
    // SSE kernels, which every x86-64 processor runs and no present one is given.
    let kernels = ["OPENBLAS_CORETYPE": "Prescott"]
    let run = try Program.run("run", tiny.suite, "--out", tiny.out, environment: kernels)
    #expect(run.code == 0)
    let stored = Set(try tiny.contents.records.compactMap(\.provenance.blas))
    #expect(stored == ["OpenBLAS \(OpenBLAS.version) Prescott"])
    let here = try Program.run("verify", tiny.suite, "--out", tiny.out, "--sample", "1")
    #expect(here.code == 2)
    #expect(here.out.contains("recorded on another numeric class ("))
    #expect(here.out.contains("Prescott) than this machine's ("))
    let there = try Program.run(
      "verify", tiny.suite, "--out", tiny.out, "--sample", "1", environment: kernels)
    #expect(there.code == 0)
  }

  @Test func shapesOfReferenceNetworks() throws {
    let shapes = try ProductSpeed.shapes(of: [ReferenceNetwork.all[1], ReferenceNetwork.all[2]])
    // The first of b has 8 × 64 × 64 rows; b2's four times as many are cut.
    #expect(shapes[0].shape.description == "16384 × 27 × 16" && shapes[0].networks == ["b", "b2"])
    #expect(Set(shapes.map(\.shape)).count == shapes.count)
    #expect(shapes.allSatisfy { $0.shape.rows <= ProductSpeed.mostRows })
  }

  @Test func productsAreTimed() throws {
    let result = try Program.run("speed", "b", "--products", "--steps", "1", "--json")
    #expect(result.code == 0)
    let found = try JSONDecoder().decode(Timed.self, from: Data(result.out.utf8))
    let shapes = try ProductSpeed.shapes(of: [ReferenceNetwork.all[1]])
    #expect(found.products.count == 3 * shapes.count)
    #expect(found.openblas == Timed.Library(version: OpenBLAS.version, core: OpenBLAS.core))
    for product in found.products {
      for side in [product.own, product.openblas] {
        #expect(side.gigaflops > 0 && side.quartiles.count == 2)
        #expect(abs(side.shareOfPeak * found.peakGigaflops - side.gigaflops) < 0.1)
      }
    }
    #expect(found.steps.map(\.network) == ["b"] && found.steps[0].ratio > 0)
    for words in [["--layers"], ["--weightings"], ["--threads-per-cell", "2"]] {
      let result = try Program.start(["speed", "--products"] + words).wait()
      #expect(result.code == 64 && result.err.contains("--products"))
    }
  }

  private struct Timed: Decodable {
    struct Library: Decodable, Equatable { let version, core: String }
    struct Side: Decodable {
      let gigaflops, shareOfPeak: Double
      let quartiles: [Double]
    }
    struct Product: Decodable { let own, openblas: Side }
    struct Step: Decodable {
      let network: String
      let ratio: Double
    }
    let peakGigaflops: Double
    let openblas: Library
    let products: [Product]
    let steps: [Step]
  }
}
