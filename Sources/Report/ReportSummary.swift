import Foundation

/// What a finished report says in short: enough for an exit code and for the index of all suites.
public struct ReportSummary: Codable, Hashable, Sendable {
  public var name: String
  public var title: String
  public var question: String
  public var profile: String
  public var claims: [ClaimResult]
  /// Planned cells that are finished, failed, and without a record.
  public var finished: Int
  public var failed: Int
  public var missing: Int
  /// SHA-256 over the description and the records.
  public var digest: String

  /// Whether no declared claim is refuted by complete data.
  public var claimsHold: Bool { claims.allSatisfy { $0.status != .fails } }
}

extension ReportSummary {
  init(_ results: Results) {
    self.init(
      name: results.suite.name, title: results.suite.title, question: results.suite.question,
      profile: results.suite.profile, claims: results.claims, finished: results.finished,
      failed: results.failed, missing: results.missing, digest: results.digest)
  }
}
