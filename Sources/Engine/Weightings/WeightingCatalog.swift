/// Every weighting scheme that can be named. Adding one: a file, and a line here.
public let weightings = Catalog<any Weighting>("weighting", weightingSchemes + [CRMOGM.self])

/// Those that stand alone; `crmogm` smooths the weights of any of them.
let weightingSchemes: [any Weighting.Type] = [
  // Fixed and random
  EqualWeighting.self,
  StaticWeighting.self,
  RandomLossWeighting.self,
  // From the losses
  UncertaintyWeighting.self,
  KendallUncertainty.self,
  SoftmaxUncertainty.self,
  DynamicWeightAverage.self,
  DynamicTaskPrioritization.self,
  GeometricLoss.self,
  ScaleInvariant.self,
  ImpartialLoss.self,
  FAMO.self,
  SmoothTchebycheff.self,
  COSMOS.self,
  PBI.self,
  // From norms and angles of the task gradients
  GradNorm.self,
  GradNormPaper.self,
  MGDA.self,
  PCGrad.self,
  GradVac.self,
  CAGrad.self,
  ConicGrad.self,
  IMTLG.self,
  IMTL.self,
  NashMTL.self,
  FairGrad.self,
  AlignedMTL.self,
  UPGrad.self,
  DualProj.self,
  ConFIG.self,
  PCD.self,
  Krum.self,
  SDMGrad.self,
  MoDo.self,
  // From the gradients, component by component
  GradDrop.self,
  TrimmedMean.self,
  DBMTL.self,
  MoCo.self,
  ExcessMTL.self,
  // From held-out frames
  AutoLambda.self,
  MOML.self,
  FORUM.self,
]
