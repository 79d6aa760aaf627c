/// A block of WideResNet: batch norm and ReLU *before* each of two 3×3 convolutions (He et al. 2016, "Identity
/// mappings"). Where the extent changes, the shortcut is a 1×1 convolution of the activated input, as in the
/// authors' code; elsewhere it is the input itself.
struct PreactivationBlock: Layer {
  private let activate: Normalization
  private let first: Convolution
  private let activateAgain: Normalization
  private let second: Convolution
  private let shortcut: Convolution?

  init(_ inputs: Int, _ outputs: Int, stride: Int, in scope: ParameterScope) {
    activate = Normalization(inputs, activation: .relu, in: scope["bn1"])
    first = Convolution(
      inputs, outputs, stride: stride, bias: false, in: scope["conv1"])
    activateAgain = Normalization(outputs, activation: .relu, in: scope["bn2"])
    second = Convolution(outputs, outputs, bias: false, in: scope["conv2"])
    shortcut =
      stride == 1 && inputs == outputs
      ? nil
      : Convolution(
        inputs, outputs, size: 1, stride: stride, bias: false, in: scope["shortcut"]["conv"])
  }

  func callAsFunction(_ x: Value) -> Value {
    let activated = activate(x)
    return second(activateAgain(first(activated))) + (shortcut?(activated) ?? x)
  }
}
