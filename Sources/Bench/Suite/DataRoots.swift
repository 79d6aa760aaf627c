import Engine
import Foundation

/// Where the data sets that are read from files lie: `--data-root NAME=DIR`, `BENCH_NYUV2`, or the suite's
/// own option, the first of them that says.
struct DataRoots: Sendable {
  var given: [String: String] = [:]
  var environment: [String: String] = [:]
  /// Files of weights on the command line, by their SHA-256.
  var weights: [String: String] = [:]

  /// The environment's variable for a data set: `BENCH_NYUV2`.
  static func variable(_ dataset: String) -> String {
    "BENCH_" + dataset.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }

  /// The data sets that are read from a folder.
  static var readDatasets: [String] {
    datasets.entries.filter { $0.options.contains { $0.kind == .location } }.map(\.name)
  }

  /// A variable of the environment that is set, but to nothing: it would name the current folder.
  static func emptyVariable(_ environment: [String: String]) -> String? {
    datasets.names.map(variable).first { environment[$0]?.isEmpty == true }
  }

  func root(of dataset: String) -> String? {
    given[dataset] ?? environment[Self.variable(dataset)]
  }

  /// Puts the root into the request and returns every location as it is used. A relative path of a suite counts from
  /// the suite's folder, one of the command line or the environment from the current one.
  func apply(to request: inout ChoiceRequest, suiteFolder: URL) -> [String: OptionValue] {
    guard let entry = datasets.entries.first(where: { $0.name == request.name }) else { return [:] }
    var locations: [String: OptionValue] = [:]
    for (index, option) in entry.options.filter({ $0.kind == .location }).enumerated() {
      if index == 0, let root = root(of: request.name) {
        locations[option.key] = .text(URL(fileURLWithPath: root).path)
      } else if case .text(let path)? = request.options[option.key], !path.isEmpty {
        locations[option.key] = .text(URL(fileURLWithPath: path, relativeTo: suiteFolder).path)
      }
    }
    request.options.merge(locations) { _, location in location }
    return locations
  }
}
