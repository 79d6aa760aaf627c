import Digests
import Engine
import Foundation
import Records

extension Provenance {
  /// This program on this machine; no name of host or user, no path, no time.
  static func current() -> Provenance {
    let system = Self.system
    let libc = Self.libc
    return Provenance(
      version: Bench.version, source: sourceDigest(), compiler: compiler,
      system: "\(system), \(libc)", processor: Engine.processor, kernels: Engine.kernelTable,
      numericClass: ownNumericClass)
  }

  /// Of cells whose products are our own.
  static var ownNumericClass: String {
    [architecture, "\(Engine.arithmetic) multiply-add", libc].joined(separator: ", ")
  }

  /// Of a cell that is trained here: a library that multiplies belongs to it.
  static func numericClass(of cell: Cell) -> String {
    [ownNumericClass, blas(of: cell)].compactMap { $0 }.joined(separator: ", ")
  }

  private static func blas(of cell: Cell) -> String? {
    ChoiceKinds.products.item(of: cell)?.library.blas
  }

  /// Of a record of this cell.
  func training(_ cell: Cell) -> Provenance {
    var own = self
    own.blas = Self.blas(of: cell)
    own.numericClass = Self.numericClass(of: cell)
    return own
  }

  static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown architecture"
    #endif
  }

  private static var compiler: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  /// `glibc 2.36`.
  private static var libc: String {
    var text = [CChar](repeating: 0, count: 64)
    guard confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count) > 0 else { return "unknown libc" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var system: String {
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let line = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    let name = line?.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""])
    return name ?? "Linux"
  }

  /// SHA-256 over the names and bytes of `Sources`, `unknown` where the program runs without its sources.
  private static func sourceDigest() -> String {
    guard let root = PackageFolder.find() else { return "unknown" }
    let sources = root.appendingPathComponent("Sources")
    let names = (FileManager.default.enumerator(atPath: sources.path)?.allObjects ?? [])
      .compactMap { $0 as? String }.filter {
        $0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h")
      }
    let lines = names.sorted().compactMap { name -> String? in
      let file = sources.appendingPathComponent(name)
      guard let bytes = try? InputFile.read(file, upTo: 1 << 26) else { return nil }
      return "\(name) \(sha256(bytes))"
    }
    return lines.isEmpty ? "unknown" : sha256(lines.joined(separator: "\n"))
  }
}

extension ProductLibrary {
  /// The library with all that its bits depend on; nil where the products are ours.
  var blas: String? {
    switch self {
    case .own: nil
    case .openblas: OpenBLAS.name
    }
  }
}
