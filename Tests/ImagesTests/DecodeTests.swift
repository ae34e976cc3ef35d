import Files
import Images
import Testing

/// Decoding against Pillow and OpenCV, byte for byte.
@Suite struct DecodeTests {
  @Test func equalsPillow() throws {
    for row in try Samples.table("decoded.txt") {
      let image = try Samples.image(row[0])
      let header = try ImageHeader(try Samples.bytes(row[0]), path: row[0])
      #expect([image.width, image.height].map(String.init) == Array(row[1...2]), "\(row[0])")
      #expect([header.width, header.height] == [image.width, image.height], "\(row[0])")
      #expect(header.format == (row[0].hasSuffix("png") ? .png : .jpeg))
      #expect(Digest(of: image.pixels).description == row[3], "\(row[0])")
    }
  }

  @Test func orientationIsRead() throws {
    for orientation in Orientation.allCases {
      let name = "orientation-\(orientation.rawValue).jpg"
      #expect(try ImageHeader(try Samples.bytes(name), path: name).orientation == orientation)
    }
    #expect(try ImageHeader(try Samples.bytes("baseline.jpg"), path: "").orientation == .upright)
    #expect(try ImageHeader(try Samples.bytes("exif-last.png"), path: "").orientation == .rotateClockwise)
  }

  @Test(.enabled(if: Samples.hasSharedData)) func nastyFilesEqualOpenCV() throws {
    for row in try Samples.table("nasty.txt") {
      let bytes = try Samples.bytes(row[0], in: Samples.nasty)
      if let problem = problem(bytes) {
        #expect(row[3] == "-", "\(row[0]): \(problem)")
        let sentences = ["not a JPEG or PNG image", "damaged PNG image: ", "a JPEG image of 12 bits a sample"]
        #expect(sentences.contains { problem.hasPrefix($0) }, "\(row[0]): \(problem)")
      } else {
        let image = try Image(bytes, path: row[0])
        #expect([image.width, image.height].map(String.init) == Array(row[1...2]), "\(row[0])")
        #expect(Digest(of: image.pixels).description == row[3], "\(row[0])")
      }
    }
  }

  @Test(.enabled(if: Samples.hasSharedData)) func otherFilesAreNoImages() throws {
    let folder = Samples.nasty + "/libjpeg-turbo/testimages"
    for name in try Samples.names(in: folder) where !name.hasSuffix(".jpg") && !name.hasSuffix(".png") {
      let bytes = try Samples.bytes(name, in: folder)
      #expect(problem(bytes) == "not a JPEG or PNG image", "\(name)")
    }
  }

  @Test func sentences() {
    #expect(problem([]) == "the file is empty")
    #expect(problem(Array("GIF89a".utf8)) == "not a JPEG or PNG image")
    #expect(throws: ImageError("x.jpg", reason: "not a JPEG or PNG image")) {
      try ImageHeader(Array("hello".utf8), path: "x.jpg")
    }
    #expect(
      ImageError("x.jpg", reason: "not a JPEG or PNG image").description
        == "cannot read 'x.jpg': not a JPEG or PNG image")
  }
}
