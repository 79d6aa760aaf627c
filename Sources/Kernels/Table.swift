import KernelTable

/// This instruction set's kernels.
public func kernelTable(_ name: String) -> KernelTable {
  KernelTable(
    name: name, relu: relu, reluGradient: reluGradient, sigmoid: sigmoid,
    sigmoidGradient: sigmoidGradient, multiply: multiply, add: add, accumulate: accumulate,
    scale: scale, dot: dot, channelSums: channelSums, channelMoments: channelMoments,
    channelAffine: channelAffine, normSums: normSums, normGradient: normGradient,
    addToRows: addToRows, crossEntropy: crossEntropy,
    columns: columns, addColumns: addColumns,
    maxPool2: maxPool2, scatter2: scatter2, gather2: gather2, maxPool: maxPool,
    maxPoolGradient: maxPoolGradient, resize: resize,
    resizeGradient: resizeGradient,
    depthwiseForward: depthwiseForward, depthwiseBackward: depthwiseBackward,
    depthwiseGradient: depthwiseGradient, clippedAffine: clippedAffine,
    clippedGradient: clippedGradient, siluAffine: siluAffine, siluGradient: siluGradient,
    addReLU: addReLU,
    packFactor: packFactor, product: product, thinProduct: thinProduct, rowProducts: rowProducts,
    outerProduct: outerProduct,
    directForward: directForward, directPad: directPad, directGradient: directGradient,
    rotateFilters: rotateFilters, winogradFilters: winogradFilters,
    winogradForward: winogradForward, winogradPatches: winogradPatches,
    winogradPanels: winogradPanels, winogradGradientSquare: winogradGradientSquare,
    winogradGradientTransforms: winogradGradientTransforms,
    winogradGradientProducts: winogradGradientProducts, winogradAddGradient: winogradAddGradient,
    sgd: sgd, adam: adam)
}
