/// One trunk, one head per task. A decoder is there only where a task predicts a map.
func hardSharing(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope) -> Network
{
  guard problem.tasks.contains(where: \.predictsMap) else {
    let encoder = Encoder(backbone, in: scope)
    let heads = problem.tasks.map { backbone.vectorHead($0, in: scope) }
    return { image in
      let features = encoder.features(encoder(image))
      return heads.map { $0(features) }
    }
  }
  let dense = backbone.withDecoder
  let trunk = Trunk(dense, in: scope)
  let heads = problem.tasks.map { task in
    task.predictsMap ? dense.mapHead(task, in: scope) : dense.vectorHead(task, in: scope)
  }
  return { image in
    let features = trunk(image)
    let map = features.decoded[0]
    let hasVectors = problem.tasks.contains { !$0.predictsMap }
    let vector = hasVectors ? trunk.encoder.features(features.encoded.last!.p) : map
    return zip(problem.tasks, heads).map { task, head in head(task.predictsMap ? map : vector) }
  }
}
