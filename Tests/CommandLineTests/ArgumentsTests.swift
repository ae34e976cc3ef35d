import CommandLine
import Testing

private let size = Option<Int>("size", "s", value: "PIXELS", default: 224, limits: .atLeast(32), help: "see PIXELS")
private let rate = Option<CommaSeparated<Double>?>("lr", value: "RATE", help: "learn at RATE")
private let verbose = Flag("verbose", "v", help: "say more")
private let command = Command(
  "tool", summary: "does things", operands: "[INDEX]", operandCount: 0...1,
  options: [size, rate, verbose, SharedOptions.jobs, SharedOptions.recordOutput], examples: [], seeAlso: [])

private func parse(_ words: String...) throws -> Arguments { try Arguments(parsing: words, for: command) }

@Suite struct ArgumentsTests {
  @Test func defaults() throws {
    let arguments = try parse()
    #expect(arguments[size] == 224 && arguments[rate] == nil && !arguments[verbose] && arguments.operands.isEmpty)
  }

  @Test(arguments: [
    ["--size", "64", "-v"], ["--size=64", "--verbose"], ["-vs64"], ["-s", "64", "-v"], ["-vs", "64"],
  ])
  func spellings(_ words: [String]) throws {
    let arguments = try Arguments(parsing: words, for: command)
    #expect(arguments[size] == 64 && arguments[verbose])
  }

  @Test func operandsAndLists() throws {
    let arguments = try parse("--lr", "1e-4,1e-3", "--", "--size")
    #expect(arguments[rate]?.values == [1e-4, 1e-3])
    #expect(arguments.operands == ["--size"])
    #expect(try parse("-").operands == ["-"])
  }

  @Test(arguments: [
    (["--sise"], "unknown option '--sise'"), (["-x"], "unknown option '-x'"), (["--size"], "--size needs a value"),
    (["--size", "x"], "--size takes a whole number from 32, not 'x'"),
    (["--size", "7"], "--size takes a whole number from 32, not '7'"),
    (["--verbose=1"], "--verbose takes no value"), (["a", "b"], "unexpected operand 'b'"),
    (["-j", "0"], "--jobs takes a whole number from 1 to 1024, not '0'"),
    (["--lr", "1,,2"], "--lr takes a number, or several separated by commas, not '1,,2'"),
  ])
  func mistakes(_ words: [String], _ sentence: String) throws {
    let error = try #require(throws: UsageError.self) { try Arguments(parsing: words, for: command) }
    #expect(error.description == sentence)
  }

  @Test func provenanceHasWhatTheBytesDependOn() throws {
    let arguments = try parse("-j2", "-o", "x", "-v", "--lr=0.1", "it's.ndjson")
    #expect(arguments.provenanceText == #"tool --lr 0.1 --verbose 'it'\''s.ndjson'"#)
  }

  @Test func manualAndHelpComeFromTheTable() {
    #expect(command.helpText.contains("  -s, --size PIXELS"))
    #expect(command.manualOptions.contains(".It Fl s Ar PIXELS , Fl \\-size Ar PIXELS\nSee PIXELS.\nDefault: 224.\n"))
  }
}
