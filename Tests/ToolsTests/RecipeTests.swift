import Foundation
import TestSupport
import Testing

private let make =
  "make -f '\(Tools.package.path())bin/recipes/lesson.mk' DATA=photos BACKBONE=lite0.safetensors SIZE=64 SIDE=24"

/// The lesson as a Makefile does what it says, and no more than is needed.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make"), "needs make"))
struct RecipeTests {
  /// The tools that a run of make would start, in order.
  private func steps(_ folder: TemporaryFolder, _ settings: String = "") throws -> [String] {
    let outcome = try Shell.run(
      "\(make) -n \(settings) | grep -oE '^[a-z]+(-[a-z]+)? -|^confusion' | tr -d ' -'", in: folder)
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func onlyWhatChangedIsDoneAgain() throws {
    let folder = try Workshop.copy(withNetwork: true)
    _ = try Shell.run("rm -rf all.ndjson acts.safetensors head.safetensors valid.ndjson small small.ndjson", in: folder)
    func made(_ settings: String = "") throws {
      let outcome = try Shell.run("\(make) \(settings)", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try steps(folder).first == "dsindex")
    try made()
    #expect(try Shell.run("ls confusion.txt wrong.png suggestion.txt", in: folder).status == 0)
    #expect(try steps(folder) == [])
    #expect(try steps(folder, "VIEWS=2") == ["tta", "confusion", "contactsheet"])
    #expect(try steps(folder, "EPOCHS=3").first == "fithead")

    // A new photograph: everything is looked at again, and only its own copy and row are made.
    _ = try Shell.run("sleep 1; cp photos/train/red/0.jpg photos/train/red/new.jpg", in: folder)
    #expect(try steps(folder).first == "dsindex")
    let outcome = try Shell.run(make, in: folder)
    #expect(outcome.errors.contains("1 of ") && outcome.errors.contains(" copies made"))
    #expect(try steps(folder) == [])
  }
}
