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
    let tools = Tools.all.joined(separator: "|")
    let outcome = try Shell.run("\(make) -n \(settings) | grep -oE '^(\(tools)) ' | tr -d ' '", in: folder)
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// A folder with photographs, tables and networks only.
  private func folder() throws -> TemporaryFolder {
    let folder = try Workshop.copy(withNetwork: true)
    _ = try Shell.run("rm -rf all.ndjson acts.safetensors head.safetensors valid.ndjson small small.ndjson", in: folder)
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ settings: String = "") throws -> Outcome {
    let outcome = try Shell.run("\(make) \(settings)", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  @Test func onlyWhatChangedIsDoneAgain() throws {
    let folder = try folder()
    #expect(try steps(folder).first == "ds-index")
    _ = try run(folder)
    #expect(try Shell.run("ls confusion.txt wrong.png suggestion.txt", in: folder).status == 0)
    #expect(try steps(folder) == [])
    let made = try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output
    _ = try run(folder)
    #expect(try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output == made)

    let (rate, learning) = (["fit-head", "fit-head"], ["tta", "confusion", "contact-sheet"])
    #expect(try steps(folder, "VIEWS=2") == learning)
    #expect(try steps(folder, "EPOCHS=3") == rate.dropLast() + learning)
    #expect(try steps(folder, "TRAIN='--dropout 0.1,0.2'") == rate.dropLast() + learning)
    #expect(try steps(folder, "SEED=7") == ["ds-index", "ds-resize", "precompute"] + rate + learning)
    // Settings are remembered, also those with commas and quotes.
    let settings = "TRAIN='--dropout 0.1,0.2' INDEX=\"--stratify --valid-fraction '0.3'\""
    _ = try run(folder, settings)
    #expect(try steps(folder, settings) == [])
    #expect(try steps(folder).first == "ds-index")
  }

  @Test func changedPhotographsArePickedUp() throws {
    let folder = try folder()
    _ = try run(folder)
    // A new photograph: everything is looked at again, and only its own copy and row are made.
    _ = try Shell.run("cp photos/train/red/0.jpg photos/train/red/new.jpg", in: folder)
    #expect(try steps(folder).first == "ds-index")
    #expect(try run(folder).errors.contains("1 of "))
    #expect(try steps(folder) == [])

    // Another one under an old name, with the time of the old one.
    let digest = "jq -r 'select(.path | endswith(\"train/red/0.jpg\")) | .digest' all.ndjson"
    let before = try Shell.run(digest, in: folder).output
    _ = try Shell.run(
      """
      touch -r photos/train/red/0.jpg time
      cat photos/train/red/1.jpg > photos/train/red/0.jpg; touch -r time photos/train/red/0.jpg
      """, in: folder)
    #expect(try steps(folder).first == "ds-index")
    _ = try run(folder)
    #expect(try Shell.run(digest, in: folder).output != before)
    #expect(try steps(folder) == [])

    // One that is gone.
    _ = try Shell.run("rm photos/train/red/new.jpg", in: folder)
    #expect(try steps(folder).first == "ds-index")
    _ = try run(folder)
    #expect(try Shell.run("grep -l new.jpg all.ndjson small.ndjson", in: folder).output == "")
  }

  @Test func lookingChangesNothing() throws {
    let folder = try folder()
    let before = try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output
    let outcome = try Shell.run("\(make) -n", in: folder)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output == before)
  }

  /// The lesson's order; the rate is looked for before the training that uses it.
  @Test func stepsAreTheLessons() throws {
    let folder = try folder()
    #expect(
      try steps(folder) == [
        "ds-index", "ds-resize", "precompute", "fit-head", "fit-head", "tta", "confusion", "contact-sheet",
      ])
    let commands = try Shell.run("\(make) -n RATE=find | grep ^fit-head", in: folder).output.split(separator: "\n")
    #expect(commands.count == 2 && commands[0].contains("--find-lr") && commands[1].contains("$(cat suggestion.txt)"))
    _ = try run(folder, "RATE=find")
    let ratio = try Shell.run("jq -n '[inputs] | .[1].lr[0] / .[0]' suggestion.txt epochs.ndjson", in: folder).output
    let number = try #require(Double(ratio.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(abs(number - 1) < 1e-6)
  }

  /// The other recipes: their order, whatever one of them does again, and that nothing is done twice.
  @Test(arguments: OtherRecipe.all) func otherRecipes(_ recipe: OtherRecipe) throws {
    let folder = try folder()
    _ = try Shell.run("mkdir breeds && cp -R labels.csv train breeds", in: folder)
    let before = try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output
    func make(_ settings: String = "") throws -> Outcome {
      let path = "\(Tools.package.path())bin/recipes/\(recipe.name).mk"
      return try Shell.run("make -f '\(path)' \(recipe.settings) \(settings)", in: folder)
    }
    func steps(_ settings: String = "") throws -> [String] {
      let outcome = try make("-n \(settings)")
      #expect(outcome.status == 0 && outcome.errors == "")
      let starts = outcome.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
      return starts.filter(Tools.all.contains)
    }
    #expect(try steps() == recipe.steps)
    #expect(try Shell.run("find . -printf '%p %i %T@\\n' | sort", in: folder).output == before)
    let outcome = try make()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\naccuracy"))
    #expect(try steps() == [])
    #expect(try steps(recipe.change) == recipe.stepsAfterChange)
  }

  @Test(arguments: ["DATA='my photos'", "BACKBONE='my net.safetensors'", "DATA="])
  func spacesAreRefused(_ setting: String) throws {
    let folder = try folder()
    let outcome = try Shell.run("\(make) \(setting)", in: folder)
    #expect(outcome.status == 2 && outcome.errors.contains("must be one path without spaces, not '"))
    #expect(outcome.errorLineCount == 1)
  }
}

/// A recipe with settings for the workshop's few photographs.
struct OtherRecipe: Sendable, CustomTestStringConvertible {
  let name: String
  let settings: String
  let steps: [String]
  /// Another setting, and the steps that depend on it.
  let change: String
  let stepsAfterChange: [String]
  var testDescription: String { name }

  private static let features = ["ds-index", "ds-resize", "precompute", "fit-head"]
  private static let ending = ["tta", "confusion", "contact-sheet"]
  private static let small = "BACKBONE=lite0.safetensors SIDE=40 BATCH=8 VIEWS=1"
  private static let once = "'--lr 0.001 --epochs 1'"

  static let all = [
    OtherRecipe(
      name: "dogs-cats", settings: "\(small) DATA=photos SIZE=32 HEAD=\(once) FROZEN=\(once) WHOLE=\(once)",
      steps: features + ["fit-full", "fit-full"] + ending,
      change: "WHOLE=--one-cycle", stepsAfterChange: ["fit-full"] + ending),
    OtherRecipe(
      name: "breeds", settings: "\(small) DATA=breeds SIZE=32 LARGER=48 HEAD=\(once) FROZEN=\(once) LAST=\(once)",
      steps: features + ["fit-full", "fit-full"] + ending,
      change: "AUGMENT='--augment basic'", stepsAfterChange: ["fit-full", "fit-full"] + ending),
    OtherRecipe(
      name: "satellite", settings: "\(small) DATA=photos SIZES='32 48' FROZEN=\(once) WHOLE=\(once)",
      steps: ["ds-index", "fit-full", "fit-full", "fit-full", "fit-full", "tta", "confusion"],
      change: "BATCH=4", stepsAfterChange: ["fit-full", "fit-full", "fit-full", "fit-full", "tta", "confusion"]),
    OtherRecipe(
      name: "cross-validation", settings: "\(small) DATA=photos/train SIZE=32 FOLDS=2 HEAD=\(once)",
      steps: ["ds-index", "ds-resize", "ds-index", "precompute", "precompute", "fit-head", "tta"]
        + ["ds-index", "precompute", "fit-head", "tta", "average", "confusion"],
      change: "HEAD='--lr 0.002 --epochs 1'",
      stepsAfterChange: ["fit-head", "tta", "fit-head", "tta", "average", "confusion"]),
  ]
}
