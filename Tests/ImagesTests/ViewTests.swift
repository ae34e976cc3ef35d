import Images
import Tensors
import Testing

/// Views against Pillow and torchvision.
@Suite struct ViewTests {
  let loader = ImageLoader(oversampling: .infinity)

  // Levels 0...255, so that differences can be read.
  func levels(
    crop: NetworkInput.Crop, interpolation: NetworkInput.Interpolation
  ) -> NetworkInput {
    let unit: [Float] = [1 / 255.0, 1 / 255.0, 1 / 255.0]
    return NetworkInput(
      size: 20, cropFraction: 20 / 23.0, crop: crop, interpolation: interpolation, mean: [0, 0, 0],
      standardDeviation: unit)
  }

  @Test func equalsPillow() throws {
    let exact = try Samples.bytes("views.f32").withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    let rounded = try Samples.bytes("views.u8")
    let count = 3 * 20 * 20
    var place = 0
    for name in ["baseline.jpg", "alpha.png"] {
      for interpolation in [NetworkInput.Interpolation.bilinear, .bicubic] {
        for crop in [NetworkInput.Crop.centre, .squash] {
          let input = levels(crop: crop, interpolation: interpolation)
          let view = try loader.load(try Samples.bytes(name), path: name, input: input, layout: .interleaved)
          let differences = zip(view, exact[place..<place + count]).map { abs($0 - $1) }
          #expect(differences.max() ?? 1 < 2e-4, "\(name) \(interpolation) \(crop)")
          // Pillow's 8 bits are rounded twice; and clamped twice, which cuts a bicubic filter's overshoot at hard edges.
          let limit: Float = interpolation == .bilinear ? 1.001 : 8
          let errors = zip(view, rounded[place..<place + count]).map { abs($0 - Float($1)) }
          #expect(errors.max() ?? 9 < limit, "\(name) \(interpolation) \(crop)")
          #expect(errors.reduce(0, +) / Float(count) < 0.5)
          place += count
        }
      }
    }
    #expect(place == exact.count && place == rounded.count)
  }

  @Test func geometryEqualsTorchvision() throws {
    for row in try Samples.table("geometry.txt") {
      let numbers = row.compactMap { Int($0) }
      let input = NetworkInput(size: numbers[2], cropFraction: Double(numbers[2]) / Double(numbers[3]))
      try #require(input.shortSide == numbers[3])
      let geometry = ViewGeometry(width: numbers[0], height: numbers[1], input: input)
      #expect(
        [geometry.width, geometry.height, geometry.left, geometry.top] == Array(numbers[4...]),
        "\(numbers[0]) × \(numbers[1]) to \(numbers[2])")
    }
  }

  @Test func layoutsHoldTheSameNumbers() throws {
    let bytes = try Samples.bytes("baseline.jpg")
    let input = NetworkInput(size: 32)
    let planar = try loader.load(bytes, path: "", input: input, layout: .planar)
    let interleaved = try loader.load(bytes, path: "", input: input, layout: .interleaved)
    for pixel in 0..<32 * 32 {
      for channel in 0..<3 { #expect(planar[channel * 32 * 32 + pixel] == interleaved[3 * pixel + channel]) }
    }
  }

  @Test func normalises() throws {
    let white = Image(width: 1, height: 1, pixels: try Samples.image("one-pixel.jpg").pixels)
    let input = NetworkInput(size: 4)
    let view = try loader.load(try Samples.bytes("one-pixel.jpg"), path: "", input: input, layout: .interleaved)
    for pixel in 0..<16 {
      for channel in 0..<3 {
        let level = Float(white.pixels[channel]) / 255
        let expected = (level - input.mean[channel]) / input.standardDeviation[channel]
        #expect(abs(view[3 * pixel + channel] - expected) < 1e-5)
      }
    }
  }

  @Test func aLoaderForgets() throws {
    let input = NetworkInput(size: 24)
    for name in ["large.jpg", "one-pixel.jpg", "alpha.png", "orientation-6.jpg", "large.jpg", "grey.jpg"] {
      let bytes = try Samples.bytes(name)
      let fresh = try ImageLoader(oversampling: .infinity).load(bytes, path: name, input: input, layout: .planar)
      #expect(try loader.load(bytes, path: name, input: input, layout: .planar) == fresh)
      _ = try? loader.load([1, 2, 3], path: name, input: input, layout: .planar)
    }
  }

  @Test func reducedDecodingChangesLittle() throws {
    let bytes = try Samples.bytes("large.jpg")
    for size in [14, 28, 56, 112] {
      let input = NetworkInput(size: size)
      let full = try loader.load(bytes, path: "", input: input, layout: .planar)
      let reduced = try ImageLoader().load(bytes, path: "", input: input, layout: .planar)
      #expect(cosine(full, reduced) > 0.9998, "\(size)")
      // 1/8, 1/4, 1/2; and 480 pixels for 128 are too few for a reduction.
      let isSame = full == reduced
      #expect(isSame == (size == 112))
    }
  }

  @Test(.enabled(if: Samples.hasSharedData)) func allOrientationsLookTheSame() throws {
    let folder = Samples.nasty + "/exif-orientation"
    let loader = ImageLoader()
    for shape in ["Landscape", "Portrait"] {
      let upright = try loader.load(
        try Samples.bytes("\(shape)_1.jpg", in: folder), path: "", input: NetworkInput(), layout: .planar)
      for orientation in 0...8 {
        let name = "\(shape)_\(orientation).jpg"
        let bytes = try Samples.bytes(name, in: folder)
        let header = try ImageHeader(bytes, path: name)
        #expect(header.width == (shape == "Landscape" ? 1800 : 1200) && header.height == 3000 - header.width)
        let view = try loader.load(bytes, path: name, input: NetworkInput(), layout: .planar)
        #expect(cosine(view, upright) > 0.99, "\(name) \(cosine(view, upright))")
      }
    }
  }

  @Test(.enabled(if: Samples.hasSharedData)) func everyPhotographIsRead() throws {
    let input = NetworkInput(size: 64)
    for name in try Samples.names(in: Samples.photographs) {
      let view = try loader.load(
        try Samples.bytes(name, in: Samples.photographs), path: name, input: input, layout: .planar)
      #expect(view.allSatisfy { abs($0) < 3 })
    }
  }
}
