import Files
import Images
import Records
import TestSupport
import Testing

@Suite struct AugmentationJSONTests {
  private static let rich: Augmentation = {
    var augmentation = Augmentation(
      padding: 7,
      steps: [
        .flip(probability: 0.25), .rotate(degrees: 12.5, probability: 0.1), .light(brightness: 0.1, contrast: 0.2),
        .dihedral, .rotate(degrees: 0, probability: 1),
      ], crop: .squash)
    augmentation.zoom = 1.05...1.3
    augmentation.zoomProbability = 0.3
    augmentation.paddingMode = .edge
    return augmentation
  }()

  @Test(arguments: [
    .none, .basic, .sideOn, .topDown, rich, Augmentation(maximumZoom: 1.1, steps: []),
    Augmentation(steps: [], crop: .inception), Augmentation(steps: [], crop: .centre),
  ])
  func comesBack(_ augmentation: Augmentation) throws {
    let text = augmentation.json.text
    #expect(try Augmentation(json: JSONValue(parsing: text)) == augmentation, "\(text)")
  }

  @Test func isWrittenInOneForm() {
    #expect(
      Augmentation.sideOn.json.text
        == #"[{"transform":"rotate","degrees":10.0,"probability":0.75},"#
        + #"{"transform":"lighting","brightness":0.05,"contrast":0.05},{"transform":"flip","probability":0.5},"#
        + #"{"transform":"crop","kind":"random"}]"#)
  }

  @Test func whatIsNotSaidIsTheLessons() throws {
    let text =
      #"[{"max":1.1,"transform":"zoom"},{"transform":"rotate","degrees":10},"#
      + #"{"transform":"lighting","brightness":0.05,"contrast":5e-2},{"transform":"flip"}]"#
    #expect(
      try Augmentation(json: JSONValue(parsing: text))
        == Augmentation(maximumZoom: 1.1, steps: Augmentation.sideOn.steps))
    #expect(try Augmentation(json: .array([])) == .none)
  }

  @Test(arguments: [
    ("{}", "not a list of transforms"),
    ("[", "the text ends too early at byte 2"),
    ("[3]", "transform 1 is not an object"),
    (#"[{"degrees":3}]"#, "transform 1: 'transform' is missing"),
    (
      #"[{"transform":"blur"}]"#,
      "transform 1: 'transform' takes zoom, pad, rotate, lighting, flip, dihedral, crop, not \"blur\""
    ),
    (#"[{"transform":"dihedral","p":1}]"#, "transform 1 (dihedral): unknown key 'p'"),
    (
      #"[{"transform":"flip"},{"transform":"rotate","degrees":181}]"#,
      "transform 2 (rotate): 'degrees' takes a number from 0 to 180, not 181"
    ),
    (#"[{"transform":"rotate"}]"#, "transform 1 (rotate): 'degrees' is missing"),
    (
      #"[{"transform":"rotate","degrees":"10"}]"#,
      "transform 1 (rotate): 'degrees' takes a number from 0 to 180, not \"10\""
    ),
    (
      #"[{"transform":"zoom","min":1.2,"max":1.1}]"#,
      "transform 1 (zoom): 'max' takes a number from 1.2 to 8, not 1.1"
    ),
    (#"[{"transform":"zoom","max":1e999}]"#, "transform 1 (zoom): 'max' takes a number from 1 to 8, not 1e999"),
    (
      #"[{"transform":"pad","pixels":1.5}]"#,
      "transform 1 (pad): 'pixels' takes a whole number from 0 to 4096, not 1.5"
    ),
    (
      #"[{"transform":"pad","pixels":1,"mode":"wrap"}]"#,
      "transform 1 (pad): 'mode' takes reflect, zero, edge, not \"wrap\""
    ),
    (
      #"[{"transform":"crop","kind":"area","area":[0.5,0.2]}]"#,
      "transform 1 (crop): 'area' takes two numbers from 0.01 to 1, the smaller one first, not [0.5,0.2]"
    ),
    (
      #"[{"transform":"crop","kind":"centre","area":[0.5,0.6]}]"#, "transform 1 (crop): unknown key 'area'"
    ),
    (#"[{"transform":"flip"},{"transform":"zoom","max":2}]"#, "transform 2 (zoom): it cannot come after flip"),
    (
      #"[{"transform":"crop","kind":"random"},{"transform":"flip"}]"#,
      "transform 2 (flip): it cannot come after crop"
    ),
    (#"[{"transform":"pad","pixels":1},{"transform":"pad","pixels":1}]"#, "transform 2 (pad): it occurs twice"),
    (
      #"[{"transform":"zoom","max":2},{"transform":"crop","kind":"area"}]"#,
      "zoom and a crop of the kind 'area' exclude each other"
    ),
    (
      "[" + repeatElement(#"{"transform":"flip"}"#, count: 101).joined(separator: ",") + "]",
      "101 transforms, and up to 100 are made"
    ),
  ])
  func mistakesAreNamed(_ text: String, _ reason: String) throws {
    let folder = TemporaryFolder()
    let path = try folder.write(Array(text.utf8), to: "a.json")
    #expect(throws: FileError("read", path, reason: reason)) { try Augmentation(reading: path) }
  }
}
