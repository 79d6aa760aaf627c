import Engine
import Foundation

/// Where the files lie that choices of a suite name: a relative path counts from the suite's folder, and a file that the command line
/// gives comes before the suite's.
struct ChoicePlaces: Sendable {
  let dataRoots: DataRoots
  let folder: URL

  /// Puts paths into a request as they are used.
  func apply<Item>(to request: inout ChoiceRequest, _ catalog: Catalog<Item>) {
    guard let entry = catalog.entries.first(where: { $0.name == request.name }) else { return }
    for option in entry.options where option.kind == .location {
      if case .text(let path)? = request.options[option.key], !path.isEmpty {
        request.options[option.key] = .text(URL(fileURLWithPath: path, relativeTo: folder).path)
      }
      // A digest says which of the files on the command line it is.
      if option.key == WeightsStart.fileKey,
        case .text(let digest)? = request.options[WeightsStart.digestKey],
        let path = dataRoots.weights[digest]
      {
        request.options[option.key] = .text(path)
      }
    }
  }
}
