import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct SpeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speed",
    abstract: "Measure how fast this machine trains, and how far that is from its limit.",
    discussion: """
      Times whole training steps (forward, backward, Adam) of the reference networks on made-up \
      frames. First the machine's own ceilings are measured; the floor of a network is its products \
      at the peak plus every other float it must move at the bandwidth of the cache. GFLOP/s count \
      direct convolution's operations, whatever algorithm ran, so they may exceed the peak.

      Examples:
        bench speed                         every network; some minutes
        bench speed b b2 --layers           two of them, with a table of their layers
        bench speed b --threads-per-cell 2  one training on two threads
        bench speed --weightings            every weighting scheme's step beside equal weights
        bench speed --products              our products and steps beside OpenBLAS's, in turns
        scripts/peers/compare-speed         the same networks beside PyTorch
      """)

  @Argument(help: ArgumentHelp("Networks, by name; all if left out.", valueName: "network"))
  var networks: [String] = []
  @Option(help: "Steps to time for each network.") var steps = 15
  @Option(help: "Seconds after which five steps are enough.") var seconds = 40.0
  @Flag(help: "Print a table of each network's layers.") var layers = false
  @Flag(
    name: .customLong("weightings"),
    help: """
      Time a step of every weighting scheme relative to equal weights, in turns; on three tasks \
      with one SegNet, or on the networks named.
      """)
  var timesWeightings = false
  @Flag(
    name: .customLong("products"),
    help: """
      Time the matrix products of the networks' layers, and the networks' steps, with our kernels and \
      with OpenBLAS's in turns.
      """)
  var timesProducts = false
  @Flag(
    help: """
      Take one step of one network for every line on standard input, and answer with its \
      milliseconds: for measuring in turns with another program.
      """)
  var onRequest = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONFlag

  func validate() throws {
    guard steps >= 1 else {
      throw ValidationError("--steps: found \(steps), expected a whole number of at least 1.")
    }
    guard seconds > 0 else {
      throw ValidationError("--seconds: found \(seconds), expected more than 0.")
    }
    guard !timesWeightings || (!onRequest && !layers) else {
      throw ValidationError("--weightings goes with neither --on-request nor --layers.")
    }
    guard !timesProducts || (!timesWeightings && !onRequest && !layers) else {
      throw ValidationError("--products goes with none of --weightings, --on-request and --layers.")
    }
    guard !timesProducts || threads.count == 1 else {
      throw ValidationError("--products is measured on one thread, found \(threads.count).")
    }
    let chosen = try chosen()
    if onRequest, chosen.count != 1 {
      throw ValidationError("--on-request takes one network, found \(chosen.count).")
    }
  }

  private func chosen() throws -> [ReferenceNetwork] {
    let known = ReferenceNetwork.all
    return try networks.isEmpty
      ? known
      : networks.map { name in
        guard let found = known.first(where: { $0.name == name }) else {
          throw ValidationError(
            "unknown network \(name), expected one of \(known.map(\.name).joined(separator: ", "))"
              + suggestion(for: name, among: known.map(\.name)))
        }
        return found
      }
  }

  func run() throws {
    try reportingErrors {
      let team = ThreadTeam(count: threads.count)
      if timesProducts { return try timeProducts() }
      if timesWeightings { return try timeSchemes(team) }
      let chosen = try chosen()
      if onRequest { return try answer(chosen[0], team) }
      let ceilings = MachineCeilings.measure()
      let found = try chosen.map { network in
        Terminal.err("\(network.name): \(network.title)")
        return try SpeedMeasurement.measure(network, team, steps: steps, limit: seconds)
      }
      let report = SpeedReport(
        ceilings: ceilings, threads: threads.count, measurements: found, showsLayers: layers)
      Terminal.out(json.json ? report.json.pretty : report.text)
    }
  }

  private func timeSchemes(_ team: ThreadTeam) throws {
    let report = SchemeSpeedReport(
      threads: threads.count,
      networks: try (networks.isEmpty ? [ReferenceNetwork.threeTasks] : chosen()).map { network in
        (
          network,
          try weightings.names.map { name in
            Terminal.err("\(network.name): \(name)")
            return try SchemeSpeed.measure(name, on: network, team, rounds: steps, limit: seconds)
          }
        )
      })
    Terminal.out(json.json ? report.json.pretty : report.text)
  }

  private func timeProducts() throws {
    let chosen = try chosen()
    // Measured again before every shape, for a machine may have been slow at one time.
    var peak = 0.0
    let products = try ProductSpeed.shapes(of: chosen).flatMap { shape, networks in
      Terminal.err("\(networks.joined(separator: ", ")): \(shape)")
      peak = max(peak, MachineCeilings.peak())
      return ProductSpeed.measure(shape, networks: networks, rounds: steps)
    }
    let report = ProductSpeedReport(
      peak: peak, products: products,
      steps: try chosen.map { network in
        Terminal.err("\(network.name): \(network.title)")
        return try ProductStepSpeed.measure(network, rounds: steps, limit: seconds)
      })
    Terminal.out(json.json ? report.json.pretty : report.text)
  }

  private func answer(_ network: ReferenceNetwork, _ team: ThreadTeam) throws {
    let probe = try network.probe(team: team)
    try probe.step()
    let hello = JSONValue.object([
      "network": .text(network.name), "parameters": .integer(probe.parameters),
      "batch": .integer(network.batch), "threads": .integer(threads.count),
      "kernels": .text(Engine.kernelTable),
    ])
    Terminal.out(hello.canonical)
    while Terminal.lostOutput == nil, readLine() != nil {
      let seconds = try SpeedMeasurement.time { try probe.step() }
      Terminal.out(NumberFormat.fixed(seconds * 1e3, 4))
    }
  }
}
