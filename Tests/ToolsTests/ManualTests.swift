import Foundation
import TestSupport
import Testing

private func has(_ command: String) -> Bool {
  ["/usr/local/bin", "/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
}

/// The manual says what the tools do.
@Suite struct ManualTests {
  private static let order = [
    "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS",
    "SEE ALSO",
  ]
  private static let needed = [
    "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS", "SEE ALSO",
  ]

  private func run(_ script: String) throws -> Outcome {
    let folder = TemporaryFolder()
    return try Shell.run(script, in: folder)
  }

  @Test(arguments: ManualPage.ofTools) func sections(_ page: ManualPage) {
    #expect(ManualTests.order.filter(page.sections.contains) == page.sections)
    for title in ManualTests.needed { #expect(page.sections.contains(title), "no \(title)") }
  }

  /// `bin/manual` puts them there.
  @Test(arguments: ManualPage.ofTools) func optionsAreTheToolsOwn(_ page: ManualPage) throws {
    let options = try run("\(page.name) --generate manual-options")
    #expect(options.status == 0)
    #expect(page.section("OPTIONS").joined(separator: "\n") + "\n" == options.output, "run bin/manual")
  }

  @Test(arguments: ManualPage.ofTools) func nameAndSynopsisAreThoseOfHelp(_ page: ManualPage) throws {
    let help = try run("\(page.name) --help").output.split(separator: "\n").map(String.init)
    #expect(page.section("NAME").dropFirst() == [".Nm \(page.name)", ".Nd \(lowercasingFirst(help[1].dropLast()))"])
    // "Usage: NAME [OPTIONS] OPERANDS", and the page says which options cannot be left out.
    let usage = help[0].split(separator: " ").dropFirst().map { $0.lowercased() }
    let synopsis = page.synopsis.map { $0.lowercased() }
    #expect(synopsis.starts(with: usage.prefix(2)))
    #expect(synopsis.suffix(usage.count - 2) == usage.dropFirst(2))
  }

  private func lowercasingFirst(_ text: Substring) -> String { text.prefix(1).lowercased() + text.dropFirst() }

  @Test(.enabled(if: has("groff")), arguments: ManualPage.all) func formatterHasNoComplaint(_ page: ManualPage) throws {
    let outcome = try run("groff -mandoc -ww -Tutf8 '\(page.file.path())'")
    #expect(outcome.status == 0 && !outcome.output.isEmpty)
    #expect(outcome.errors == "")
  }

  @Test(arguments: Tools.all) func everyToolHasAPage(_ tool: String) {
    #expect(ManualPage.all.contains { $0.path == "man1/\(tool).1" })
  }

  @Test(arguments: ManualPage.all) func neighboursExist(_ page: ManualPage) {
    let known = Set(["curl 1"] + ManualPage.all.map { "\($0.name) \($0.path.dropFirst(3).prefix(1))" })
    for line in page.section("SEE ALSO") where line.hasPrefix(".Xr ") {
      let reference = line.split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
      #expect(known.contains(reference), "\(reference)")
    }
  }

  /// In order, in one folder that has what they name; `head` may close a pipe early.
  @Test(arguments: ManualPage.all) func examplesRun(_ page: ManualPage) throws {
    let folder = try Workshop.copy(withNetwork: true)
    for example in page.examples where has("jq") || !example.contains("jq ") {
      let outcome = try Shell.run("set -o pipefail; \(example)", in: folder)
      #expect([0, 141].contains(outcome.status), "\(example)\n\(outcome.errors)")
    }
  }

  @Test(arguments: Tools.all) func examplesOfHelpRun(_ tool: String) throws {
    let help = try run("\(tool) --help").output.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = help.drop { !$0.hasPrefix("Example") }.dropFirst().prefix { $0.hasPrefix("  ") }
    #expect(!examples.isEmpty)
    let folder = try Workshop.copy(withNetwork: true)
    for example in examples {
      let outcome = try Shell.run("set -o pipefail; \(example)", in: folder)
      #expect([0, 141].contains(outcome.status), "\(example)\n\(outcome.errors)")
    }
  }
}
