import Foundation
import Testing

@testable import Engine

private func table(_ text: String, _ delimiter: CSVTable.Delimiter = .found) throws -> CSVTable {
  try CSVTable(Data(text.utf8), "labels.csv", delimiter: delimiter)
}

private func rows(_ table: CSVTable) -> [[String]] {
  table.rows.map { row in table.columns.indices.map { table.value(row, $0) } }
}

@Test(arguments: [
  "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "a,b\n1,2\n3,4\n\n\r\n\n",
  "\u{FEFF}a,b\n1,2\n3,4", "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", "a;b\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4",
  " a , b\n 1,2 \n3,\t4",
]) func tablesAreReadAsTheyCome(_ text: String) throws {
  let table = try table(text)
  #expect(table.columns == ["a", "b"])
  #expect(rows(table) == [["1", "2"], ["3", "4"]])
}

@Test func quotedFieldsHoldQuotesDelimitersAndLines() throws {
  let table = try table("a,b\n\"x,\"\"y\"\"\r\nz\",\"\"\n,last\n")
  #expect(rows(table) == [["x,\"y\"\r\nz", ""], ["", "last"]])
  #expect(table.rows.map(\.line) == [2, 4])
}

@Test func theDelimiterIsWhatTheHeaderHasMostOf() throws {
  #expect(try table("a;b;c,d\n1;2;3").columns == ["a", "b", "c,d"])
  #expect(try table("\"a;b;c\",d\n1,2").columns == ["a;b;c", "d"])
  #expect(try table("a;b;c,d\n1,2", .comma).columns == ["a;b;c", "d"])
  #expect(try rows(table("a\n1;2\n")) == [["1;2"]])
}

@Test func columnsWithoutANameAreNoMistake() throws {
  let table = try table(",file,\n0,a.png,\n")
  #expect(try table.column("file", "images") == 1)
}

@Test(arguments: [
  ("", "labels.csv: found an empty file"),
  ("\n\n", "labels.csv: found an empty file"),
  (",,\n1,2,3", "labels.csv:1: found no name of a column"),
  ("a,b,a\n1,2,3", "labels.csv:1: found the column a twice"),
  ("a,b\n1\n", "labels.csv:2: found 1 field, expected 2 as the header has: a, b"),
  ("a,b\n1,2\n\"x\ny\",2,3\n", "labels.csv:3: found 3 fields, expected 2"),
  ("a,b\n1,2\n\n3,4\n", "labels.csv:3: found an empty line, expected 2"),
  ("a,b\n1,2\n\"x\n", "labels.csv:3: found a field that begins with a quote and none that ends it"),
  ("a,b\n1,x\"y\n", "labels.csv:2: found a quote within a field"),
  ("a,b\n\"x\"y,2\n", "labels.csv:2: found text behind a field in quotes"),
]) func mistakesInTablesAreToldWithTheirLine(_ text: String, _ message: String) {
  #expect { try table(text) } throws: { "\($0)".hasPrefix(message) }
}

@Test func tablesAreUTF8() {
  let bytes = Data("a,b\n1,2\n".utf8) + [0x6B, 0xFC, 0x0A]
  #expect { try CSVTable(bytes, "labels.csv") } throws: {
    "\($0)".hasPrefix("labels.csv:3: found bytes that are not UTF-8, expected a table in UTF-8")
  }
  #expect { try CSVTable(Data([0xFF, 0xFE, 0x61, 0]), "labels.csv") } throws: {
    "\($0)".contains("found a text in UTF-16")
  }
}

@Test func aColumnThatIsMissedIsNamedWithThoseThatThereAre() throws {
  let table = try table("file,gendr\n")
  #expect { try table.column("gender", "for the task gender") } throws: {
    "\($0)"
      == "labels.csv:1: found the columns file, gendr, expected gender, for the task gender; did you "
      + "mean gendr?"
  }
}
