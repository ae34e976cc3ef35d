import Foundation
import TestSupport

/// The executables under test and the folders of this test target.
enum Tools {
  /// The folder `Tests/ToolsTests`.
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  /// The root of the package.
  static let package = tests.deletingLastPathComponent().deletingLastPathComponent()
  /// The folder with the built tools, which is also the folder of the running tests.
  static let built = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path()

  /// The names of all tools: the folders of `Sources` with a lower-case name.
  static let all: [String] = names(in: package.appending(path: "Sources")).filter { $0.first?.isLowercase ?? false }

  /// The names of the entries of a folder, sorted; none when there is no such folder.
  static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).sorted()
  }

  /// The text of a file; empty when there is none.
  static func text(of file: URL) -> String {
    (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// How a command ended, and what it said.
struct Outcome: Equatable, Sendable {
  var status: Int32
  var output: String
  var errors: String

  /// The number of lines on standard error.
  var errorLineCount: Int { errors.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }
}

/// Runs commands as a user's shell would, in a folder of their own.
enum Shell {
  /// Runs `script` with bash in `folder`, the built tools first in the path, and gives it two minutes.
  ///
  /// The end is one that cannot be blocked: the threads of tests block signals, and what they start inherits that.
  static func run(_ script: String, in folder: TemporaryFolder) throws -> Outcome {
    let workspace = FileManager.default.temporaryDirectory.appending(path: "finetools-shell.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: workspace, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: workspace) }
    let output = workspace.appending(path: "out")
    let errors = workspace.appending(path: "err")
    for file in [output, errors] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["-s", "KILL", "120", "bash", "-c", script]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = [
      "PATH": "\(Tools.built):/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": folder.path,
      "TMPDIR": workspace.path(),
      // Many tests run at once: threads that wait for each other should not spin.
      "OMP_WAIT_POLICY": "passive",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: Tools.text(of: output), errors: Tools.text(of: errors))
  }
}
