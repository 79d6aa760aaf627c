/// What a batch norm does to every value of a channel, max(x scale[c] + shift[c], floor): kernels that take one apply it to
/// what they load, so that the norm's output need not be stored.
public struct ChannelMap {
  public let scale: Input
  public let shift: Input
  public let relu: Bool
  /// 0 with a ReLU, −∞ without.
  public var floor: Float { relu ? 0 : -Float.infinity }

  public init(scale: Input, shift: Input, relu: Bool) {
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }
}
