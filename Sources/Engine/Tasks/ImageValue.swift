import KernelTable

/// A task with one number for an image as a whole, which every view of it shares; −1 stands for no label.
public protocol ImageValueTask: LearningTask {
  /// Whether the number is a label.
  func isLabel(_ value: Float) -> Bool
}

extension ImageValueTask {
  public var reads: FeatureRequest { .pooled }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, 1, 1, 1)] }

  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    slots[0][0] = label?.first ?? -1
    return isLabel(slots[0][0]) ? 1 : 0
  }
}
