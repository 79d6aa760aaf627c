import Foundation
import Testing

@testable import Engine

/// Damaged files of weights and NumPy arrays: each is read or refused, in a short time and in little memory. Two thousand here;
/// `scripts/torture/files` has as many as are asked for.
struct FileTortureTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let asked = environment["FILE_MUTATIONS"].flatMap { Int($0) }
  private static let seed = environment["FILE_SEED"].flatMap { UInt64($0) } ?? 1

  @Test func damagedFilesAreReadOrRefused() throws {
    let count = Self.asked ?? 2000
    var torture = try FileTorture(seed: Self.seed)
    for _ in 0..<count { try torture.step() }
    #expect(torture.read > count / 100 && torture.refused > count / 100)
    // A file that takes seconds hangs those who have thousands; the machine may be busy.
    #expect(torture.slowest < .seconds(20), "\(torture.slowest)")
    guard Self.asked != nil else { return }
    // Other tests run beside this one unless it is asked for.
    #expect(torture.grownBytes < 1 << 30)
    print(
      "\(count) damaged files, seed \(Self.seed): \(torture.read) read, \(torture.refused) refused; slowest "
        + "\(torture.slowest); address space grew by \(torture.grownBytes >> 20) MiB")
  }
}

private struct FileTorture {
  private enum Seed {
    /// With the entries of a zip file, so that a damaged pickle has its right checksum.
    case weights([UInt8], [ZipBuilder.Entry])
    case array([UInt8])

    var bytes: [UInt8] {
      switch self {
      case .weights(let bytes, _), .array(let bytes): bytes
      }
    }
  }

  private let seeds: [Seed]
  private let all: [[UInt8]]
  private var mutator: FileMutator
  private let folder: TemporaryFolder
  private let before: Int
  private(set) var read = 0
  private(set) var refused = 0
  private(set) var slowest = Duration.zero

  init(seed: UInt64) throws {
    mutator = FileMutator(seed: seed)
    folder = try TemporaryFolder()
    let folder = folder
    var seeds = try WeightsFileTests.cases.map { example in
      try folder.write("seed", example.file)
      return Seed.weights([UInt8](example.file), Self.entries(folder.path + "/seed"))
    }
    for (type, order) in [("<f4", "False"), (">i2", "True"), ("|u1", "False"), ("<f8", "True")] {
      let text = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (3, 4, 2), }\n"
      let size = Int(type.dropFirst(2))!
      seeds.append(
        .array(
          [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
            + Array(repeating: 7, count: 24 * size)))
    }
    self.seeds = seeds
    all = seeds.map(\.bytes)
    before = Self.addressSpace
  }

  private static func entries(_ path: String) -> [ZipBuilder.Entry] {
    guard let file = try? ReadableFile(path), let directory = try? ZipDirectory(file) else {
      return []
    }
    return directory.entries.compactMap { entry in
      (try? file.bytes(entry.range)).map { ZipBuilder.Entry(name: entry.name, data: $0) }
    }
  }

  mutating func step() throws {
    let seed = seeds[mutator.number(below: seeds.count)]
    let start = ContinuousClock.now
    switch seed {
    case .array(let bytes):
      let damaged = Data(mutator.damaged(bytes, with: all))
      note { _ = try NumPyArray(damaged, "array") }
    case .weights(let bytes, var entries):
      var damaged = bytes
      if !entries.isEmpty, mutator.number(below: 4) > 0 {
        // Mostly the pickle: the rest is plain values.
        let chosen = mutator.number(below: 4) > 0 ? 0 : mutator.number(below: entries.count)
        entries[chosen].data = mutator.damaged(entries[chosen].data, with: all)
        var zip = ZipBuilder(pickle: [])
        zip.entries = entries
        damaged = [UInt8](zip.bytes())
      } else {
        damaged = mutator.damaged(bytes, with: all)
      }
      let path = folder.path + "/damaged"
      guard FileManager.default.createFile(atPath: path, contents: Data(damaged)) else {
        throw DataError("no room for \(path)")
      }
      note {
        let file = try WeightsFile(path)
        for tensor in file.tensors { _ = try file.values(of: tensor) }
      }
    }
    slowest = max(slowest, ContinuousClock.now - start)
  }

  private mutating func note(_ body: () throws -> Void) {
    do {
      try body()
      read += 1
    } catch let error as DataError {
      refused += 1
      #expect(!error.description.isEmpty)
    } catch { Issue.record("\(error)") }
  }

  var grownBytes: Int { Self.addressSpace - before }

  /// The largest that this process has had, whether it was touched or not.
  private static var addressSpace: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") }
    return 1024 * (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0)
  }
}
