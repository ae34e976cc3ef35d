import Foundation
import Testing

/// A folder `Cases/TOOL/NAME`: a command, and what it must print, say and return.
///
/// `cmd` is run by bash in a copy of the folder `Inputs`, to which a workshop's network is added. `out`, `err` and `status` are what is expected of it; where they
/// are missing: nothing, nothing, 0. With `UPDATE_CASES=1` in the environment they are written anew; look at `git diff`.
struct ToolCase: CustomTestStringConvertible, Sendable {
  let tool: String
  let name: String
  var testDescription: String { "\(tool)/\(name)" }
  private var folder: URL { Tools.tests.appending(path: "Cases/\(tool)/\(name)") }

  static let all: [ToolCase] = Tools.names(in: Tools.tests.appending(path: "Cases")).flatMap { tool in
    Tools.names(in: Tools.tests.appending(path: "Cases/\(tool)")).map { ToolCase(tool: tool, name: $0) }
  }

  var command: String { Tools.text(of: folder.appending(path: "cmd")) }

  /// Indexing and resizing need photographs only, which saves the time that making a network takes.
  var needsNetwork: Bool { !["ds-index", "ds-resize"].contains(tool) }

  var expected: Outcome {
    let status = Tools.text(of: folder.appending(path: "status")).trimmingCharacters(in: .whitespacesAndNewlines)
    return Outcome(
      status: Int32(status) ?? 0, output: Tools.text(of: folder.appending(path: "out")),
      errors: Tools.text(of: folder.appending(path: "err")))
  }

  func update(to outcome: Outcome) throws {
    let status = outcome.status == 0 ? "" : "\(outcome.status)\n"
    for (name, text) in [("out", outcome.output), ("err", outcome.errors), ("status", status)] {
      let file = folder.appending(path: name)
      if text.isEmpty {
        try? FileManager.default.removeItem(at: file)
      } else {
        try Data(text.utf8).write(to: file)
      }
    }
  }
}

@Suite struct CaseTests {
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1"

  @Test func everyToolHasCases() {
    for tool in Tools.all { #expect(ToolCase.all.contains { $0.tool == tool }, "no case for \(tool)") }
  }

  @Test(arguments: ToolCase.all) func toolCase(_ toolCase: ToolCase) throws {
    #expect(!toolCase.command.isEmpty)
    let folder = try Workshop.copy(withNetwork: toolCase.needsNetwork)
    let outcome = try Shell.run(toolCase.command, in: folder)
    if CaseTests.isUpdating {
      try toolCase.update(to: outcome)
    } else {
      #expect(outcome.status == toolCase.expected.status)
      #expect(outcome.output == toolCase.expected.output)
      #expect(outcome.errors == toolCase.expected.errors)
    }
  }
}
