import Foundation
import TestSupport
import Testing

/// A command line of each tool that works in a workshop and writes to standard output, and one that names a missing file.
struct ToolRow: Sendable {
  let tool: String
  let works: String
  let missing: String

  static let all = [
    ToolRow(tool: "average", works: "average valid.ndjson", missing: "average valid.ndjson no-such-file"),
    ToolRow(tool: "chart", works: "chart valid.ndjson", missing: "chart -o new.svg no-such-file"),
    ToolRow(
      tool: "confusion", works: #"echo '{"path":"a","label":"x","predicted":"x"}' > p && confusion p"#,
      missing: "confusion no-such-file"),
    ToolRow(
      tool: "contact-sheet", works: "contact-sheet -q -o - valid.ndjson",
      missing: "contact-sheet -o new.png no-such-file"),
    ToolRow(tool: "ds-index", works: "ds-index photos", missing: "ds-index no-such-file"),
    ToolRow(
      tool: "ds-resize", works: "ds-resize -q -o small all.ndjson", missing: "ds-resize -o small no-such-file"),
    ToolRow(
      tool: "filters", works: "filters --layers -b lite0.safetensors",
      missing: "filters -b lite0.safetensors --layer _blocks.1 --channel 0 no-such-file"),
    ToolRow(
      tool: "precompute", works: "precompute -q -b lite0.safetensors -o - all.ndjson",
      missing: "precompute -b lite0.safetensors -o new.safetensors no-such-file"),
    ToolRow(
      tool: "fit-head", works: "fit-head -q -o new.safetensors acts.safetensors",
      missing: "fit-head -o new.safetensors no-such-file"),
    ToolRow(
      tool: "fit-full",
      works: "fit-full -q -b lite0.safetensors --freeze body --epochs 1 -o new.safetensors all.ndjson",
      missing: "fit-full -b lite0.safetensors -o new.safetensors no-such-file"),
    ToolRow(
      tool: "predict", works: "predict -q -b lite0.safetensors --head head.safetensors all.ndjson",
      missing: "predict -b lite0.safetensors --head no-such-file all.ndjson"),
    ToolRow(
      tool: "tta", works: "tta -q -b lite0.safetensors --head head.safetensors --split valid all.ndjson",
      missing: "tta -b lite0.safetensors --head no-such-file all.ndjson"),
    ToolRow(
      tool: "import-weights", works: "import-weights -q -o - published.safetensors",
      missing: "import-weights -o new.safetensors no-such-file"),
    ToolRow(
      tool: "report", works: "report -q -o - valid.ndjson", missing: "report -o new.html no-such-file"),
    ToolRow(
      tool: "tensor-info", works: "tensor-info acts.safetensors", missing: "tensor-info no-such-file"),
  ]
}

/// What is true of every tool, whatever it does.
@Suite struct EveryToolTests {
  let folder = TemporaryFolder()

  private func run(_ script: String) throws -> Outcome { try Shell.run(script, in: folder) }

  private func run(_ row: ToolRow, _ script: String) throws -> Outcome {
    try Shell.run(script, in: try Workshop.copy(withNetwork: row.tool != "ds-index"))
  }

  @Test func everyToolHasARow() { #expect(ToolRow.all.map(\.tool).sorted() == Tools.all) }

  @Test(arguments: Tools.all) func help(_ tool: String) throws {
    let outcome = try run("\(tool) --help")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("Usage: \(tool) "))
    #expect(try run("\(tool) -h") == outcome)
    for line in outcome.output.split(separator: "\n") { #expect(line.utf8.count <= 120, "\(line)") }
  }

  @Test(arguments: Tools.all) func version(_ tool: String) throws {
    let outcome = try run("\(tool) --version")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.wholeMatch(of: /[a-z-]+ \(finetools\) [0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(outcome.output.hasPrefix("\(tool) "))
  }

  @Test(arguments: Tools.all) func unknownOption(_ tool: String) throws {
    #expect(
      try run("\(tool) --no-such-option")
        == Outcome(
          status: 2, output: "", errors: "\(tool): unknown option '--no-such-option'; see '\(tool) --help'\n"))
    let letter = try run("\(tool) -~")
    #expect(letter.status == 2 && letter.errorLineCount == 1 && letter.output.isEmpty)
  }

  @Test(arguments: Tools.all) func helpToAFullDisk(_ tool: String) throws {
    #expect(
      try run("\(tool) --help > /dev/full")
        == Outcome(
          status: 1, output: "", errors: "\(tool): cannot write standard output: No space left on device\n"))
  }

  @Test(arguments: Tools.all) func helpToNobody(_ tool: String) throws {
    let outcome = try run("\(tool) --help | head -1; exit ${PIPESTATUS[0]}")
    #expect([0, 141].contains(outcome.status) && outcome.errors.isEmpty)
  }

  @Test(arguments: ToolRow.all) func missingFile(_ row: ToolRow) throws {
    let outcome = try run(row, row.missing)
    #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errorLineCount == 1)
    #expect(outcome.errors.hasPrefix("\(row.tool): ") && outcome.errors.contains("'no-such-file'"))
  }

  @Test(arguments: ToolRow.all) func outputToAFullDisk(_ row: ToolRow) throws {
    let outcome = try run(
      row,
      "\(row.works) 2> all-errors > /dev/full; status=$?; tail -1 all-errors >&2; exit $status")
    #expect(
      outcome
        == Outcome(
          status: 1, output: "", errors: "\(row.tool): cannot write standard output: No space left on device\n"))
  }

  /// Where the next file that is opened would otherwise be taken for standard output.
  @Test(arguments: ToolRow.all) func outputToAClosedDescriptor(_ row: ToolRow) throws {
    let outcome = try run(row, "\(row.works) 2> all-errors >&-; status=$?; tail -1 all-errors >&2; exit $status")
    #expect(outcome.status == 1 && outcome.errors.hasPrefix("\(row.tool): cannot write standard output: "))
  }

  /// Also where the parent ignores the signal, as some service managers do.
  @Test(arguments: ToolRow.all, ["", "trap '' PIPE; "]) func outputToNobody(_ row: ToolRow, _ setting: String) throws {
    let outcome = try run(row, "\(setting)\(row.works) | head -1 > first; exit ${PIPESTATUS[0]}")
    #expect([0, 141].contains(outcome.status) && outcome.errors.isEmpty)
  }
}
