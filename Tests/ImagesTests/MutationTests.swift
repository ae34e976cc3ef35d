import Images
import Tensors
import TestSupport
import Testing

/// Ten thousand damaged copies of photographs: a view, or an error, and soon.
@Suite struct MutationTests {
  /// Small JPEG files: ours, and real photographs where they are there.
  static let jpegs: [[UInt8]] = {
    let ours = ["baseline", "progressive", "restarts", "cmyk", "ycck", "grey", "orientation-6", "profile-lab"]
    var files = ours.compactMap { try? Samples.bytes("\($0).jpg") }
    for name in ["satellite/valid/River", "satellite/valid/Forest", "satellite/valid/SeaLake", "antsbees/valid/bees"] {
      let folder = "\(Samples.nasty)/../\(name)"
      let names = ((try? Samples.names(in: folder)) ?? []).prefix(3)
      files += names.compactMap { try? Samples.bytes($0, in: folder) }
    }
    return files
  }()

  /// Small PNG files: ours, the suite's, and the small photographs as PNG.
  static let pngs: [[UInt8]] = {
    let ours = ["rgb", "alpha", "exif-first", "exif-last", "profile-lab"]
    var files = ours.compactMap { try? Samples.bytes("\($0).png") }
    let suite = "\(Samples.nasty)/pngsuite/png"
    let names = ((try? Samples.names(in: suite)) ?? []).filter { $0.hasSuffix(".png") }
    files += names.compactMap { try? Samples.bytes($0, in: suite) }
    for jpeg in jpegs {
      guard let image = try? Image(jpeg, path: ""), image.width <= 128 else { continue }
      if let png = try? image.encoded(as: .png, path: "") { files.append(png) }
    }
    return files.filter { !$0.isEmpty }
  }()

  @Test(arguments: ImageFormat.allCases, 0..<10) func eachIsAViewOrAnError(format: ImageFormat, batch: Int) throws {
    let loader = ImageLoader(oversampling: 1)
    let input = NetworkInput(size: 16, cropFraction: 1)
    var mutator = ImageMutator(format == .jpeg ? MutationTests.jpegs : MutationTests.pngs, seed: UInt64(batch))
    var views = 0
    var slowest = Duration.zero
    for _ in 0..<500 {
      let bytes = mutator.next()
      // A header that is damaged may name a large picture, which is well; ToolsTests decode those.
      if let header = try? ImageHeader(bytes, path: ""), header.width * header.height >= 1 << 22 { continue }
      let time = ContinuousClock().measure {
        do throws(ImageError) {
          let view = try loader.load(bytes, path: "x", input: input, layout: .planar)
          let isFinite = view.allSatisfy { $0.isFinite }
          #expect(isFinite)
          views += 1
        } catch {
          #expect(error.description.hasPrefix("cannot read 'x': "))
          #expect(error.reason.count > 10)
        }
      }
      slowest = max(slowest, time)
    }
    // Both must come of JPEG, or the damage is too small or too large to tell anything; zlib sees nearly all damage.
    #expect(views < 480 && (format == .png || views > 20))
    #expect(slowest < .seconds(5))
  }
}
