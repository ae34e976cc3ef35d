import Images
import TestSupport
import Testing

/// Damaged and hostile files: an error, or an image, never a trap.
@Suite struct DamageTests {
  static let files = ["baseline.jpg", "progressive.jpg", "restarts.jpg", "cmyk.jpg", "orientation-6.jpg", "rgb.png"]

  @Test(arguments: files) func everyTruncationIsAnError(name: String) throws {
    let bytes = try Samples.bytes(name)
    for count in 0..<bytes.count {
      let reason = try #require(problem(Array(bytes[..<count])), "\(name) cut to \(count) of \(bytes.count) bytes")
      #expect(!reason.isEmpty)
    }
  }

  @Test func truncationIsNamed() throws {
    let jpeg = try Samples.bytes("baseline.jpg")
    #expect(problem(Array(jpeg.dropLast(2))) == "damaged JPEG image: the file ends before the picture does")
    #expect(problem(Array(jpeg[..<1500])) == "damaged JPEG image: the file ends before the picture does")
    let png = try Samples.bytes("rgb.png")
    #expect(problem(Array(png.dropLast())) == "damaged PNG image: the file ends before the picture does")
  }

  // What Pillow opens without a word, though libjpeg warns.
  @Test func harmlessBytesPass() throws {
    let jpeg = try Samples.bytes("baseline.jpg")
    let image = try Image(jpeg, path: "")
    #expect(try Image(jpeg + Array("after the end".utf8), path: "") == image)
    let extraneous = Array(jpeg.dropLast(2)) + [UInt8](repeating: 0, count: 200) + [0xFF, 0xD9]
    #expect(try Image(extraneous, path: "") == image)
  }

  // What Pillow opens too, with half of the picture grey.
  @Test func missingDataIsAnError() throws {
    let jpeg = try Samples.bytes("baseline.jpg")
    #expect(problem(jpeg[..<1200] + [0xFF, 0xD9]) == "damaged JPEG image: part of the picture is missing")
  }

  @Test func bombsAreRefusedBeforeAllocation() throws {
    let png = try Samples.bytes("bomb.png")
    #expect(
      problem(png) == "20000 × 20000 pixels are more than the limit of 178956970")
    var jpeg = try Samples.bytes("baseline.jpg")
    let frame = try #require((0..<jpeg.count).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(problem(jpeg) == "65500 × 65500 pixels are more than the limit of 178956970")
  }

  @Test func randomBytesAreNoImages() {
    var random = SplitMix(seed: 1)
    let starts: [[UInt8]] = [[], [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]]
    for round in 0..<300 {
      let bytes =
        starts[round % 3]
        + (0..<Int.random(in: 0..<2000, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
      #expect(problem(bytes) != nil)
    }
  }
}
