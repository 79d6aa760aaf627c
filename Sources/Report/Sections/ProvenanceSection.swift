import CCairo
import Records

/// Where the numbers come from.
struct ProvenanceSection: ReportSection {
  let title = "Provenance"
  let id = "provenance"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let records = results.records
    guard !records.isEmpty else { return [] }
    let cpu = records.map(\.cost.cpuSeconds).reduce(0, +)
    let peak = records.map(\.cost.peakMemory).max() ?? 0
    let text =
      "\(Wording.count(records.count, "cell")) computed in \(Format.duration(cpu)) of CPU time"
      + " (\(Format.significant(cpu / 3600, 3)) CPU-hours), with at most \(Format.bytes(peak)) of memory per cell."
    return [.paragraph(Prose(text)), .table(origin(results)), .table(choices(results))]
  }

  private func origin(_ results: Results) -> Table {
    let all = results.records.map(\.provenance)
    let facts: [(String, [String])] = [
      ("Program", all.map(\.version)), ("Source (sha256)", all.map(\.source)),
      ("Compiler", all.map(\.compiler)), ("System", all.map(\.system)),
      ("Processor", all.map(\.processor)), ("Kernels", all.map(\.kernels)),
      ("BLAS", all.compactMap(\.blas)), ("Numeric class", all.map(\.numericClass)),
    ]
    let measure = TextMeasure()
    let font =
      measure.hasFont
      ? TextMeasure.family : "\(TextMeasure.family) is not installed: the charts use a substitute"
    return Table(
      caption: "Measured with",
      columns: [
        .init(title: "What"), .init(title: "Value"), .init(title: "Cells", isNumeric: true),
      ],
      rows: facts.flatMap { name, values in
        unique(values).map { value in
          let count = values.filter { $0 == value }.count
          return Table.Row(cells: [
            Table.Cell(name), Table.Cell(value.isEmpty ? "unknown" : value),
            Table.Cell(Format.grouped(count), sortKey: Double(count)),
          ])
        }
      } + [
        fact("Report rendered by", results.version),
        fact("Cairo", String(cString: cairo_version_string())), fact("Charts’ font", font),
        fact("Records and suite (sha256)", results.digest),
      ])
  }

  private func choices(_ results: Results) -> Table {
    let suite = results.suite
    let settings = unique(
      results.records.map { Setting($0.cell, of: suite) })
    let facts: [(String, (Setting) -> String)] =
      suite.kinds.filter { !(suite.recipeKinds ?? []).contains($0) }.map { kind in
        (kind.title, { ($0[kind] ?? suite.standard(kind))?.label ?? NumberFormat.none })
      } + [
        ("Data digest", { $0.dataDigest }), ("Epochs", { String($0.epochs) }),
        ("Batch", { String($0.batch) }), ("Numeric revision", { $0.revision }),
      ]
    let seeds = unique(results.records.map(\.cell.seed)).sorted().map(String.init)
    return Table(
      caption: "Trained with", columns: [.init(title: "What"), .init(title: "Value")],
      rows: facts.flatMap { name, value in
        unique(settings.map(value)).map { Table.Row(cells: [Table.Cell(name), Table.Cell($0)]) }
      } + recipes(results) + [
        Table.Row(cells: [Table.Cell("Seeds"), Table.Cell(seeds.joined(separator: ", "))])
      ])
  }

  /// What arms of one comparison differ in.
  private func recipes(_ results: Results) -> [Table.Row] {
    (results.suite.recipeKinds ?? []).flatMap { kind in
      unique(
        results.records.compactMap {
          ($0.cell.choices[kind] ?? results.suite.standard(kind))?.label
        }
      ).map {
        Table.Row(cells: [Table.Cell(kind.title), Table.Cell($0)])
      }
    }
  }

  private func fact(_ name: String, _ value: String) -> Table.Row {
    Table.Row(cells: [Table.Cell(name), Table.Cell(value), Table.Cell(NumberFormat.none)])
  }
}

extension Cell.Kind {
  /// `Optimizer`
  fileprivate var title: String { name.prefix(1).uppercased() + name.dropFirst() }
}
