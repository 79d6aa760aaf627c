/// The dictionary with a network's tensors inside of what a pickle holds. It is the one dictionary that has tensors as members, under
/// texts: the outermost, or one that is reached from there by at most three keys that are texts (`state_dict`,
/// `model.ema`). What lies in lists or under numbers, as an optimizer's state does, is not looked at; and where some dictionary
/// has a tensor called `weight`, as every network has, those without (a best score, a random generator's state) do not count.
struct StateDictionary {
  /// How the outermost is called where one is named.
  static let outermost = "."
  private static let deepest = 3
  /// More cannot be told apart in a message, nor would anybody save as many.
  private static let mostCandidates = 1000

  /// Where it was found; empty for the outermost.
  let path: String
  let members: [(name: String, tensor: PickledTensor)]

  /// Throws `DataError`.
  /// - Parameter entry: which one to take, where it is not empty.
  init(_ root: PickleValue, _ machine: PickleMachine, entry: String) throws {
    guard case .mapping(let index) = root else {
      throw DataError(Self.instead(root, machine))
    }
    let all = Self.candidates(index, machine)
    let networks = all.filter(\.hasWeight)
    let found = entry.isEmpty && !networks.isEmpty ? networks : all
    guard let first = found.first else {
      throw DataError(
        "found no dictionary of tensors; expected a state_dict, or one under a key such as state_dict"
      )
    }
    var chosen = first
    if entry.isEmpty {
      guard found.count == 1 else {
        throw DataError(
          "found several dictionaries of tensors: \(Self.list(found)); name one as 'entry'")
      }
    } else {
      let path = entry == Self.outermost ? "" : entry
      guard let named = found.first(where: { $0.path == path }) else {
        throw DataError(
          "found no dictionary of tensors under \(shortened(entry)); there are \(Self.list(found))")
      }
      chosen = named
    }
    path = chosen.path
    members = try Self.members(chosen.index, machine)
  }

  private struct Candidate {
    let path: String
    let index: Int
    let count: Int
    let hasWeight: Bool
  }

  private static func candidates(_ root: Int, _ machine: PickleMachine) -> [Candidate] {
    var found: [Candidate] = []
    var seen: Set<Int> = [root]
    var level = [(path: "", index: root)]
    for depth in 0...deepest {
      var next: [(path: String, index: Int)] = []
      for (path, index) in level {
        var count = 0
        var hasWeight = false
        for (key, value) in machine.mappings[index] {
          switch value {
          case .tensor:
            guard case .text = key else { continue }
            count += 1
            hasWeight = hasWeight || machine.name(key)?.hasSuffix("weight") == true
          case .mapping(let inner):
            guard depth < deepest, next.count < mostCandidates, let name = machine.name(key),
              seen.insert(inner).inserted
            else { continue }
            next.append((path.isEmpty ? name : path + "." + name, inner))
          default: break
          }
        }
        if count > 0 {
          found.append(
            Candidate(path: path, index: index, count: count, hasWeight: hasWeight))
        }
      }
      level = next
    }
    return found
  }

  private static func list(_ candidates: [Candidate]) -> String {
    let shown = candidates.prefix(8).map { candidate in
      "\(candidate.path.isEmpty ? outermost : shortened(candidate.path)) (\(candidate.count) "
        + "\(candidate.count == 1 ? "tensor" : "tensors"))"
    }
    return shown.joined(separator: ", ") + (candidates.count > 8 ? ", …" : "")
  }

  /// What is no tensor is left out: versions, extra states of modules.
  private static func members(_ index: Int, _ machine: PickleMachine) throws -> [(
    String, PickledTensor
  )] {
    var seen = Set<String>()
    var members: [(String, PickledTensor)] = []
    for case (let key, .tensor(let tensor)) in machine.mappings[index] {
      guard let name = machine.name(key) else {
        throw DataError("a tensor has a name that is no text, or longer than any network's")
      }
      guard seen.insert(name).inserted else {
        throw DataError("two tensors are called \(shortened(name)), expected one")
      }
      members.append((name, machine.tensors[tensor]))
    }
    return members
  }

  private static func instead(_ root: PickleValue, _ machine: PickleMachine) -> String {
    let found: String
    switch root {
    case .tensor(let index):
      let tensor = machine.tensors[index]
      found =
        "a single tensor without a name (\(tensor.type.rawValue), \(StoredTensor.extent(tensor.shape)))"
    case .list, .tuple: found = "a list"
    case .opaque, .global: found = "an object"
    default: found = "a single value"
    }
    return "found \(found), expected a dictionary of named tensors, as model.state_dict() is"
  }
}
