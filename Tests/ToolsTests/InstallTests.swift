import Foundation
import TestSupport
import Testing

/// `bin/install`, of the tools as they are built for the tests.
@Suite struct InstallTests {
  private func install(_ settings: String, in folder: TemporaryFolder) throws -> Outcome {
    try Shell.run("FINETOOLS_BUILT='\(Tools.built)' \(settings) '\(Tools.package.path())bin/install'", in: folder)
  }

  @Test func programsPagesAndCompletionsAreInstalledUnderAPrefix() throws {
    let folder = TemporaryFolder()
    // Relative to where bin/install is called, not to where it lies.
    let outcome = try install("PREFIX=/usr DESTDIR=root PROGRAM_PREFIX=ft-", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try install("PREFIX='\(folder.file("usr"))' PROGRAM_PREFIX=ft-", in: folder).status == 0)
    #expect(try Shell.run("diff -r root/usr usr", in: folder) == Outcome(status: 0, output: "", errors: ""))
    let installed = try Shell.run("cd usr && find . -type f | sort", in: folder).output
    for tool in Tools.all {
      for path in [
        "bin/ft-\(tool)", "share/man/man1/ft-\(tool).1", "share/bash-completion/completions/ft-\(tool)",
        "share/zsh/site-functions/_ft-\(tool)", "share/fish/vendor_completions.d/ft-\(tool).fish",
      ] {
        #expect(installed.contains("./\(path)\n"), "\(path)")
      }
    }
    #expect(try Shell.run("usr/bin/ft-ds-index --version", in: folder).status == 0)
    #expect(try Shell.run("grep -c 'Xr ft-precompute 1' usr/share/man/man1/ft-fit-head.1", in: folder).status == 0)

    let removal = try Shell.run(
      "PREFIX=usr PROGRAM_PREFIX=ft- '\(Tools.package.path())bin/install' --uninstall; find usr -type f",
      in: folder)
    #expect(removal == Outcome(status: 0, output: "", errors: ""))
  }

  @Test func bashOffersOptionsChoicesAndFiles() throws {
    let folder = TemporaryFolder()
    func offers(_ words: String) throws -> String {
      try Shell.run(
        """
        eval "$(predict --generate complete-bash my-predict)"
        COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _finetools_my_predict; echo "${COMPREPLY[@]}"
        """, in: folder
      ).output
    }
    #expect(try offers("my-predict --sp") == "--split\n")
    #expect(try offers("my-predict --split ''") == "train valid test all\n")
    #expect(try offers("my-predict --split t") == "train test\n")
    #expect(try offers("my-predict --backbone -") == "\n")
    #expect(try offers("my-predict all") == "\n")
  }

  /// Where the shells are there.
  @Test(arguments: ["bash", "zsh", "fish"], Tools.all) func completionsAreAccepted(_ shell: String, _ tool: String)
    throws
  {
    let folder = TemporaryFolder()
    let outcome = try Shell.run(
      "\(tool) --generate complete-\(shell) > c && { ! command -v \(shell) > /dev/null || \(shell) -n c; }", in: folder)
    #expect(outcome == Outcome(status: 0, output: "", errors: ""))
  }
}
