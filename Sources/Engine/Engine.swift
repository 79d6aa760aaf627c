import CPUInfo
import Foundation
import KernelTable
import Kernels

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#endif

/// What the whole process shares: the kernels in use.
public enum Engine {
  /// Raised whenever a change alters any number that a training run can produce.
  public static let numericRevision = "5"

  /// Call once, first thing in `main`. Throws where `BENCH_KERNELS` asks for what this machine has not.
  public static func start() throws {
    // OpenBLAS makes a thread for every core when it is loaded, in every process of a cell: they would never have work.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard let asked = ProcessInfo.processInfo.environment["BENCH_KERNELS"] else { return }
    guard tables.contains(where: { $0.name == asked }) else {
      throw OptionError(
        key: "BENCH_KERNELS",
        message: "found \(asked), expected one of \(tables.map(\.name).joined(separator: ", "))"
          + " on this machine")
    }
  }

  /// The kernel tables that this machine can run, the fastest last.
  public static let tables: [KernelTable] = {
    var tables = [Kernels.kernelTable("base")]
    #if arch(x86_64)
      if cpu_runs_x86_64_v3() { tables.append(KernelsV3.kernelTable("x86-64-v3")) }
      if cpu_runs_x86_64_v4() { tables.append(KernelsV4.kernelTable("x86-64-v4")) }
    #endif
    return tables
  }()

  /// The table in use: the fastest, or the one that `BENCH_KERNELS` names.
  public static let kernels: KernelTable = {
    let asked = ProcessInfo.processInfo.environment["BENCH_KERNELS"]
    return tables.first { $0.name == asked } ?? tables[tables.count - 1]
  }()

  public static var kernelTable: String { kernels.name }

  /// `fused` where a multiply–add rounds once, else `plain`: tables of one arithmetic give the same bits, however wide their
  /// registers are.
  public static var arithmetic: String { kernels.name == "base" ? "plain" : "fused" }

  /// The processor's model name, as the system gives it.
  public static var processor: String {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown processor"
  }
}
