import CCodecs
import Images
import TestSupport
import Testing

/// JPEG images that are scaled in the planes of colour that their files keep.
@Suite struct PlaneTests {
  let resizer = ImageResizer()

  /// Of the copies' best quality, so that little more than the scaling is between them and Pillow's planes.
  private func copy(_ file: [UInt8], _ name: String, _ width: Int, _ height: Int) throws -> [UInt8] {
    try resizer.encode(file, path: name, to: ScaledSize(width: width, height: height), quality: 100)
  }

  /// The numbers Y, Cb and Cr of each pixel of a file with all of them.
  private func numbers(_ file: [UInt8], width: Int, height: Int) -> [UInt8]? {
    var memory = [UInt8](repeating: 0, count: codec_planes_room(width, height))
    var planes = [codec_plane](repeating: codec_plane(), count: 3)
    var message = [CChar](repeating: 0, count: Int(codec_message_size))
    return memory.withUnsafeMutableBufferPointer { memory in
      guard codec_decode_planes(file, file.count, 1, width, height, memory.baseAddress, &planes, &message) else {
        return nil
      }
      let isWhole = planes.allSatisfy { $0.columns == codec_enlargement_none && $0.rows == codec_enlargement_none }
      guard isWhole else { return nil }
      return (0..<height).flatMap { y in
        (0..<width).flatMap { x in planes.map { $0.samples[y * $0.stride + x] } }
      }
    }
  }

  // Colour at full, half and quarter resolution, at every scale of the decoder, in every orientation.
  @Test func equalPillows() throws {
    let expected = try Samples.bytes("planes.u8")
    var place = 0
    for row in try Samples.table("planes.txt") {
      let (width, height) = (try #require(Int(row[1])), try #require(Int(row[2])))
      let made = try #require(
        numbers(try copy(try Samples.bytes(row[0]), row[0], width, height), width: width, height: height))
      let count = 3 * width * height
      let errors = zip(made, expected[place..<place + count]).map { abs(Int($0) - Int($1)) }
      #expect(made.count == count && errors.count == count)
      // Pillow rounds planes where libjpeg enlarges them and twice where it scales them, we where we encode them.
      #expect(errors.max() ?? 255 <= 2, "\(row)")
      #expect(errors.reduce(0, +) < count * 2 / 5, "\(row)")
      place += count
    }
    #expect(place == expected.count)
  }

  /// By way of RGB the same comes out.
  @Test(arguments: ["baseline", "full-chroma", "half-chroma", "upright-chroma", "progressive", "orientation-7"])
  func equalPixels(name: String) throws {
    let file = try Samples.bytes("\(name).jpg")
    for (width, height) in [(91, 57), (60, 40), (24, 14), (11, 9), (130, 80)] {
      let pixels = try resizer.resize(file, path: name, to: ScaledSize(width: width, height: height)).pixels
      let copy = try Image(try copy(file, name, width, height), path: name).pixels
      let errors = zip(copy, pixels).map { abs(Int($0) - Int($1)) }
      #expect(errors.reduce(0, +) < errors.count * 3 / 5, "\(width) × \(height)")
    }
  }

  @Test(arguments: ["baseline", "progressive", "restarts", "orientation-6"])
  func damageIsFoundAsInPixels(name: String) throws {
    let file = try Samples.bytes("\(name).jpg")
    for count in stride(from: 0, to: file.count, by: 7) {
      let cut = Array(file[..<count])
      let error = ImageError("x", reason: try #require(problem(cut)))
      #expect(throws: error) { try copy(cut, "x", 40, 25) }
    }
    var mutator = ImageMutator([file], seed: 5)
    var refused = 0
    for _ in 0..<200 {
      let bytes = mutator.next()
      if let header = try? ImageHeader(bytes, path: ""), header.width * header.height >= 1 << 20 { continue }
      guard let reason = problem(bytes) else {
        #expect(throws: Never.self) { try copy(bytes, "x", 40, 25) }
        continue
      }
      refused += 1
      #expect(throws: ImageError("x", reason: reason)) { try copy(bytes, "x", 40, 25) }
    }
    #expect(refused > 20 && refused < 200)
  }
}
