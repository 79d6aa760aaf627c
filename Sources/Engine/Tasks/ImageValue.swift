import KernelTable

/// A task with one number for an image as a whole, which every view of it shares.
public protocol ImageValueTask: LearningTask {
  /// What stands in the slot of an image without a label: −1, where nothing else is said.
  var missing: Float { get }
  /// Whether the number is a label.
  func isLabel(_ value: Float) -> Bool
}

extension ImageValueTask {
  public var missing: Float { -1 }

  public var reads: FeatureRequest { .pooled }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, 1, 1, 1)] }

  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    slots[0][0] = label?.first ?? missing
    return isLabel(slots[0][0]) ? 1 : 0
  }
}
