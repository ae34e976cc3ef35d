import Images
import TestSupport
import Testing

/// Comments inside image files.
@Suite struct CommentTests {
  static let files = [
    "baseline.jpg", "progressive.jpg", "orientation-6.jpg", "cmyk.jpg", "plain-cmyk.jpg", "rgb.png", "alpha.png",
    "exif-first.png", "profile-other.jpg", "profile-other.png",
  ]

  @Test(arguments: files) func whatIsAddedIsFound(name: String) throws {
    let bytes = try Samples.bytes(name)
    #expect(ImageComment(beginning: "", in: bytes) == nil)
    let commented = ImageComment.adding("one: 1", to: ImageComment.adding("two: 2", to: bytes))
    for text in ["one: 1", "two: 2"] {
      let comment = try #require(ImageComment(beginning: String(text.prefix(3)), in: commented))
      #expect(comment.text == text)
      #expect(ImageComment(beginning: String(text.prefix(3)), in: comment.removed(from: commented)) == nil)
    }
    #expect(ImageComment(beginning: "three", in: commented) == nil)
    let first = try #require(ImageComment(beginning: "one", in: commented)).removed(from: commented)
    #expect(try #require(ImageComment(beginning: "two", in: first)).removed(from: first) == bytes)
  }

  /// libpng checks the checksum of the chunk.
  @Test(arguments: files) func thePictureStaysTheSame(name: String) throws {
    let bytes = try Samples.bytes(name)
    let commented = ImageComment.adding(String(repeating: "long ", count: 12_000), to: bytes)
    #expect(try Image(commented, path: name) == Image(bytes, path: name))
    #expect(try ImageHeader(commented, path: name) == ImageHeader(bytes, path: name))
  }

  @Test(arguments: ["baseline.jpg", "rgb.png"]) func damageNeverTraps(name: String) throws {
    let file = ImageComment.adding("text", to: try Samples.bytes(name))
    for count in 0..<min(file.count, 1000) {
      let comment = ImageComment(beginning: "te", in: Array(file[..<count]))
      #expect(comment.map { $0.text == "text" && $0.range.upperBound <= count } ?? true)
    }
    var random = SplitMix(seed: 5)
    for _ in 0..<2000 {
      var bytes = file
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<200, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
      }
      if let comment = ImageComment(beginning: "t", in: bytes) {
        #expect(comment.removed(from: bytes).count == bytes.count - comment.range.count)
      }
      _ = ImageComment.adding("more", to: bytes)
    }
    #expect(ImageComment(beginning: "", in: []) == nil && ImageComment(beginning: "", in: [0xFF]) == nil)
  }
}
