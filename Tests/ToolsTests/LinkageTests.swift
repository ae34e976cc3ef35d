import TestSupport
import Testing

/// What the executables load when they start.
@Suite struct LinkageTests {
  let folder = TemporaryFolder()

  private func libraries(of tool: String) throws -> String {
    try Shell.run("ldd '\(Tools.built)\(tool)'", in: folder).output
  }

  @Test(arguments: Tools.all) func noToolLoadsFoundation(_ tool: String) throws {
    let libraries = try libraries(of: tool)
    #expect(libraries.contains("libc.so") && !libraries.contains("Foundation"))
  }

  private static let light = [
    "average", "chart", "confusion", "contact-sheet", "ds-index", "ds-resize", "report", "tensor-info",
  ]

  /// They start in milliseconds, and work where oneDNN is not installed.
  @Test(arguments: light) func lightToolsLoadNoComputingLibrary(_ tool: String) throws {
    let libraries = try libraries(of: tool)
    #expect(libraries.contains("libpango") == ["chart", "contact-sheet", "report"].contains(tool))
    for heavy in ["libdnnl", "libopenblas", "libblas"] { #expect(!libraries.contains(heavy), "\(heavy)") }
  }
}
