import Files
import Images
import Testing

/// Resizing and encoding against Pillow.
@Suite struct ResizeTests {
  let resizer = ImageResizer()

  @Test func equalsPillow() throws {
    let expected = try Samples.bytes("resized.u8")
    var place = 0
    let sizes = [
      ("baseline.jpg", 31, 20), ("alpha.png", 72, 40), ("orientation-6.jpg", 50, 31), ("large.jpg", 40, 30),
      ("grey.jpg", 97, 61),
    ]
    for (name, width, height) in sizes {
      let image = try resizer.resize(
        try Samples.bytes(name), path: name, to: ScaledSize(width: width, height: height))
      let count = 3 * width * height
      let errors = zip(image.pixels, expected[place..<place + count]).map { abs(Int($0) - Int($1)) }
      #expect(image.pixels.count == count && errors.count == count)
      #expect(errors.max() ?? 255 <= 1, "\(name)")
      // Pillow rounds twice, we once.
      #expect(errors.count { $0 > 0 } < count / 4, "\(name)")
      place += count
    }
    #expect(place == expected.count)
  }

  /// What we write decodes to what Pillow's files decode to, at the same quality.
  @Test func encodesAsPillow() throws {
    for row in try Samples.table("encoded.txt") {
      let bytes = try Samples.bytes(row[0])
      let image = try Image(bytes, path: row[0])
      let file = try resizer.encode(
        bytes, path: row[0], to: ScaledSize(width: image.width, height: image.height),
        quality: try #require(Int(row[1])))
      #expect(Digest(of: try Image(file, path: row[0]).pixels).description == row[2], "\(row[0]) \(row[1])")
    }
  }

  @Test(arguments: ["baseline.jpg", "alpha.png", "orientation-8.jpg", "cmyk.jpg", "exif-last.png", "one-pixel.jpg"])
  func filesKeepTheirFormatAndLieUpright(name: String) throws {
    let bytes = try Samples.bytes(name)
    let size = ScaledSize(width: 40, height: 30)
    let file = try resizer.encode(bytes, path: name, to: size, quality: 90)
    let header = try ImageHeader(file, path: name)
    #expect(header.format == (try ImageHeader(bytes, path: name)).format)
    #expect([header.width, header.height] == [40, 30] && header.orientation == .upright)
    if header.format == .png {
      #expect(try Image(file, path: name) == resizer.resize(bytes, path: name, to: size))
    }
  }

  @Test(arguments: ["jpg", "png"]) func profilesOfColoursAreKept(suffix: String) throws {
    for (name, isRGB, isSRGB) in [("srgb", true, true), ("other", true, false), ("lab", false, false)] {
      let path = "profile-\(name).\(suffix)"
      let bytes = try Samples.bytes(path)
      guard let profile = try ColourProfile(of: bytes, path: path) else {
        // libpng does not hand out a profile that cannot be the picture's.
        #expect(path == "profile-lab.png")
        continue
      }
      #expect(profile.isRGB == isRGB && profile.isSRGB == isSRGB, "\(path)")
      let file = try resizer.encode(bytes, path: path, to: ScaledSize(width: 9, height: 6), quality: 90)
      #expect(try ColourProfile(of: file, path: path) == (isRGB ? profile : nil), "\(path)")
    }
    #expect(try ColourProfile(of: try Samples.bytes("baseline.jpg"), path: "") == nil)
    #expect(try ColourProfile(of: try Samples.bytes("rgb.png"), path: "") == nil)
  }

  @Test func whatIsTooLargeIsAnError() throws {
    let bytes = try Samples.bytes("baseline.jpg")
    let pixels = ScaledSize(width: 20_000, height: 20_000)
    #expect(
      throws: ImageError("x", reason: "scaled to 20000 × 20000 pixels it is over the limit of 178956970")
    ) { try resizer.encode(bytes, path: "x", to: pixels, quality: 90) }
    let side = ScaledSize(width: 65_501, height: 1)
    #expect(throws: ImageError("x", reason: "maximum supported image dimension is 65500 pixels")) {
      try resizer.encode(bytes, path: "x", to: side, quality: 90)
    }
  }

  @Test func damageIsFound() throws {
    for name in ["baseline.jpg", "rgb.png", "progressive.jpg"] {
      let bytes = try Samples.bytes(name)
      let header = try ImageHeader(bytes, path: name)
      try header.verify(bytes, path: name)
      #expect(throws: ImageError.self) { try header.verify(Array(bytes.dropLast(3)), path: name) }
    }
  }

  @Test func aResizerForgets() throws {
    let size = ScaledSize(width: 30, height: 20)
    for name in ["large.jpg", "one-pixel.jpg", "alpha.png", "orientation-6.jpg", "large.jpg", "grey.jpg"] {
      let bytes = try Samples.bytes(name)
      let fresh = try ImageResizer().encode(bytes, path: name, to: size, quality: 90)
      #expect(try resizer.encode(bytes, path: name, to: size, quality: 90) == fresh)
      _ = try? resizer.encode([1, 2, 3], path: name, to: size, quality: 90)
    }
  }
}
