import Testing

@testable import Bench

/// Everything that is wrong with a choice is told, where it stands.
struct MistakesTogetherTests {
  @Test(
    arguments: [
      (
        [5: "backbone: {segnet: {width: 0, depth: 3, height: 2}}"],
        [
          "backbone.segnet.depth: unknown option", "backbone.segnet.height: unknown option",
          "backbone.segnet.width: found 0",
        ]
      ),
      (
        [5: "backbone: {resnet: {depth: 19, width: -1, stem: smal}}\ndecoder: fpn"],
        [
          "backbone.resnet.width: found -1",
          "backbone.resnet.stem: found smal, expected one of imagenet, small; did you mean small?",
          "backbone.resnet.depth: found 19, expected 18, 34, 50, 101 or 152",
        ]
      ),
      (
        [5: "backbone: {wrn: {depth: 15, width: 0}}\ndecoder: fpn"],
        ["backbone.wrn.width: found 0", "backbone.wrn.depth: found 15, expected 6n + 4"]
      ),
      (
        [10: "start: {trunk: {epochs: 0, rate: -1}}"],
        ["start.trunk.epochs: found 0", "start.trunk.rate: found -1"]
      ),
      (
        [7: "weightings: [{dwa: {temperature: -1, warmth: 2}}]"],
        ["weightings[0].dwa.warmth: unknown option", "weightings[0].dwa.temperature: found -1"]
      ),
    ] as [([Int: String], [String])])
  func optionsOfOneChoice(_ changes: [Int: String], _ expected: [String]) {
    let found = mistakes(sampleText(changes))
    #expect(found.count == expected.count, "\(found)")
    for words in expected { #expect(found.contains { $0.contains(words) }, "\(words): \(found)") }
  }

  /// An option that is left at its default because another is wrong is not spoken of.
  @Test func whatFollowsFromADefaultIsNotTold() {
    let found = mistakes(
      sampleText([3: "dataset: {rooms: {height: none, width: 64, train: -1}}"]))
    #expect(found.count == 2, "\(found)")
  }

  /// Keys are those of the file.
  @Test func keysLeadToTheOption() {
    let shares = mistakes(
      sampleText([
        5: "backbone: wrn\ndecoder: fcn",
        6: "architectures: [split, {split: {shares: encoder-only}}]",
      ]))
    #expect(
      shares.count == 1
        && shares[0].hasPrefix(
          "sample/suite.yaml:7 architectures[1].split.shares: found encoder-only"),
      "\(shares)")
    let weights = mistakes(
      sampleText([7: "weightings: [equal, {static: {weights: [1, 2]}}]"]))
    #expect(
      weights.count == 1
        && weights[0].hasPrefix(
          "sample/suite.yaml:7 weightings[1].static.weights: found 2 weights, expected 3"),
      "\(weights)")
    let block = mistakes(
      sampleText(adding: [
        "arms:", "  - architectures: dense", "    weightings: [equal, {static: {weights: [3, 1]}}]",
      ]))
    #expect(
      block.count == 1
        && block[0].hasPrefix("sample/suite.yaml:13 arms[0].weightings[1].static.weights: "),
      "\(block)")
  }

  /// A decoder that was named is not spoken of as one that was not.
  @Test func aDecoderIsSaidToBeNamedOrNot() {
    func found(_ decoder: String) -> [String] {
      mistakes(sampleText([5: "backbone: {resnet: {depth: 50}}" + decoder]))
    }
    #expect(found("").first?.contains("backbone: no decoder is named: the decoder segnet") == true)
    let named = found("\ndecoder: segnet")
    #expect(
      named.count == 1
        && named[0].hasPrefix("sample/suite.yaml:6 decoder: the decoder segnet undoes poolings"),
      "\(named)")
  }
}
