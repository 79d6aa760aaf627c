import Foundation
import Records

/// Everything that a report is made of. Nothing else enters: no clock, no environment, no file.
public struct ReportInput: Sendable {
  public var suite: SuiteDescription
  /// In any order; of several records of one cell, a finished one speaks.
  public var records: [Record]
  /// The lines that hold them, by cell id, for the digest of what is reported; a record without one is spelled anew.
  public var lines: [String: String]
  /// A person's commentary, in Markdown; shown as such.
  public var notes: String?
  public var publishedCounts: [PublishedCount]
  /// Version of the program.
  public var version: String
  /// Where the report will lie, for the commands in it.
  public var folder: ReportsFolder

  public init(
    suite: SuiteDescription, records: [Record], notes: String?, publishedCounts: [PublishedCount],
    version: String, folder: ReportsFolder = .standard, lines: [String: String] = [:]
  ) {
    self.suite = suite
    self.records = records
    self.lines = lines
    self.notes = notes
    self.publishedCounts = publishedCounts
    self.version = version
    self.folder = folder
  }
}

/// A parameter count that somebody published beside the one that this program measures.
public struct PublishedCount: Codable, Hashable, Sendable {
  /// The network: `mtan, NYUv2, 13 classes`.
  public var label: String
  public var published: Int
  public var measured: Int
  /// Where the published integer comes from.
  public var source: String

  public init(label: String, published: Int, measured: Int, source: String) {
    self.label = label
    self.published = published
    self.measured = measured
    self.source = source
  }
}
