import KernelTable

/// Several questions of yes or no for an image, some of whose answers may be unknown. Loss: binary cross-entropy over all known
/// labels of the batch.
public struct Multilabel: NamedTask {
  public static let name = "multilabel"
  public static let summary =
    "Several labels for an image, each there or not: binary cross-entropy over those known; mAP, F1"

  public var name: String = Self.name
  public let labels: [String]

  public init(_ options: inout Options) throws {
    labels = try options.take(
      "labels", default: ["first", "second"], count: 1...TaskOffer.mostLabels,
      "what the labels are called, in order")
    guard !labels.isEmpty else {
      throw OptionError(key: "labels", message: "found no labels, expected one or more")
    }
  }

  public var reads: FeatureRequest { .pooled }
  public var outputs: [Int] { [labels.count] }
  public var lossKind: LossKind { .classification }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, 1, 1, labels.count)] }

  /// 1 where a label is there, 0 where it is not, anything else where that is unknown.
  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    let given = label?.checked(labels.count, name)
    for index in labels.indices {
      let value = given?[index] ?? -1
      slots[0][index] = Self.isKnown(value) ? value : -1
    }
    return labelled(slots[0], labels.count) { Self.isKnown($0[0]) }
  }

  static func isKnown(_ value: Float) -> Bool { value == 0 || value == 1 }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(BinaryCrossEntropy(), targets[0])
  }

  public func scorer() -> any Scorer { MultilabelScorer(labels: labels) }

  /// The logit of every label's prevalence; 0 where no image says.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    let known = labels.indices.map { label in
      stride(from: label, to: targets[0].count, by: labels.count).map { targets[0][$0] }
        .filter(Self.isKnown)
    }
    return known.allSatisfy(\.isEmpty) ? nil : [known.map(prevalenceLogit)]
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    labels.map { _ in Float(random.index(below: 2)) }
  }
}
