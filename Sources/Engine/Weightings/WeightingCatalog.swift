/// Every weighting scheme that can be named. Adding one: a file, and a line here.
public let weightings = Catalog<any Weighting>(
  "weighting",
  [
    EqualWeighting.self, StaticWeighting.self, UncertaintyWeighting.self,
    DynamicWeightAverage.self, GradNorm.self, PCGrad.self,
  ])
