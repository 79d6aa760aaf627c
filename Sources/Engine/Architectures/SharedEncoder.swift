/// One encoder for all tasks, and a decoder of its own for each that reads maps: hard parameter sharing as LibMTL (HPS) and
/// Vandenhende et al. (2021) have it. A task's decoder begins as that of the task's own network would.
func sharedEncoder(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
  let encoder = parts.encoder(in: scope["encoder"])
  let decoders = parts.problem.tasks.map { task in
    task.reads == .map
      ? Decoding(parts, in: scope.copy("copies").copy(task.name)["decoder"]) : nil
  }
  return { image, _ in
    let encoded = encoder(image)
    return parts.features(encoder, encoded) { decoders[$0]!(encoded).map }
  }
}
