import Foundation

/// A number or a word of a task's answer for an image as a whole, for tables.
public struct AnswerColumn: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case number(Double)
    case word(String)
  }

  /// What it is, beside the task's name; empty for the answer itself.
  public let name: String
  public let value: Value
}

extension LearningTask {
  public func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn] { [] }
}

extension Regression {
  public func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn] {
    [AnswerColumn(name: unit, value: .number(number(answer[0])))]
  }
}

extension Binary {
  public func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn] {
    let probability = sigmoid(answer[0][0])
    return [
      AnswerColumn(name: "", value: .word(called[probability > 0.5 ? 1 : 0])),
      AnswerColumn(name: "probability of \(called[1])", value: .number(probability)),
    ]
  }

  private var called: [String] { names.isEmpty ? ["0", "1"] : names }
}

extension Classes {
  public func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn] {
    let shares = softmax(answer[0], classes)
    let called = names.isEmpty ? (0..<classes).map(String.init) : names
    // The first of equals, as in scores.
    let best = shares.indices.reduce(0) { shares[$1] > shares[$0] ? $1 : $0 }
    return [AnswerColumn(name: "", value: .word(called[best]))]
      + zip(called, shares).map {
        AnswerColumn(name: "probability of \($0)", value: .number($1))
      }
  }
}

extension Multilabel {
  public func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn] {
    labels.enumerated().map {
      AnswerColumn(name: "probability of \($1)", value: .number(sigmoid(answer[0][$0])))
    }
  }
}

private func sigmoid(_ logit: Float) -> Double { 1 / (1 + exp(-Double(logit))) }
