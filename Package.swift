// swift-tools-version: 6.2
import PackageDescription

// Plain `swift run` and `swift test` are debug builds; these flags come after the build's own
// `-Onone` and win, so that training runs at full speed there too. `-wmo` needs `-num-threads 1`:
// without it a debug build of a module of several files stops on mismatched output files.
let fast: [SwiftSetting] = [
  .unsafeFlags([
    "-O", "-wmo", "-num-threads", "1", "-cross-module-optimization",
    "-enforce-exclusivity=unchecked",
  ])
]

#if arch(x86_64)
  let isX86 = true
#else
  let isX86 = false
#endif

var targets: [Target] = [
  .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
  .systemLibrary(name: "CSpng", pkgConfig: "spng", providers: [.apt(["libspng-dev"])]),
  .systemLibrary(
    name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(
    name: "CCMark", pkgConfig: "libcmark-gfm",
    providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
  .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: fast),
  .target(name: "CPUInfo"),
  .systemLibrary(name: "CIntrinsics"),
  .target(name: "KernelTable", swiftSettings: fast),
  .target(name: "Kernels", dependencies: ["KernelTable", "CIntrinsics"], swiftSettings: fast),
  .target(
    name: "Engine",
    dependencies: [
      "CPUInfo", "KernelTable", "Kernels", "CSpng", "CTurboJPEG", "Digests",
      "COpenBLAS",
    ]
      + (isX86 ? ["KernelsV3", "KernelsV4"] : []),
    swiftSettings: fast),
  .target(name: "Records", dependencies: ["Digests"], swiftSettings: fast),
  .target(
    name: "Report", dependencies: ["Digests", "Records", "CCairo", "CCMark", "CSpng"],
    swiftSettings: fast),
  .executableTarget(
    name: "Bench",
    dependencies: [
      "Digests", "Engine", "Records", "Report", "Yams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: fast),
  .target(
    name: "TestSupport", dependencies: ["Digests", "Engine", "KernelTable", "Records"],
    path: "Tests/TestSupport",
    swiftSettings: fast),
  .testTarget(
    name: "KernelsTests", dependencies: ["Engine", "KernelTable", "TestSupport"]),
  .testTarget(
    name: "EngineTests", dependencies: ["COpenBLAS", "Digests", "Engine", "TestSupport"],
    resources: [.copy("Fixtures")]),
  .testTarget(name: "RecordsTests", dependencies: ["Digests", "Records", "TestSupport"]),
  .testTarget(
    name: "ReportTests", dependencies: ["Digests", "Report", "Records"], exclude: ["Goldens"]),
  .testTarget(
    name: "BenchTests", dependencies: ["Bench", "Engine", "Records", "TestSupport"]),
]
if isX86 {
  // Symbolic links to Sources/Kernels: one source, three instruction sets.
  targets += [
    .target(
      name: "KernelsV3", dependencies: ["KernelTable", "CIntrinsics"],
      swiftSettings: fast + [
        .define("KERNEL_FMA"), .unsafeFlags(["-Xcc", "-march=x86-64-v3"]),
      ]),
    .target(
      name: "KernelsV4", dependencies: ["KernelTable", "CIntrinsics"],
      swiftSettings: fast + [
        .define("KERNEL_FMA"), .define("KERNEL_512"),
        .unsafeFlags(["-Xcc", "-march=x86-64-v4"]),
      ]),
  ]
}

let package = Package(
  name: "bench",
  products: [.executable(name: "bench", targets: ["Bench"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6]
)
