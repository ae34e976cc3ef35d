import Images
import Tensors
import Testing

/// Changes against OpenCV and NumPy (`Reference/make_augmentation.py`), and the statistics of the draws.
@Suite struct AugmentationTests {
  /// Reads the pictures of `augmentation.f32` one after the other.
  private struct Pictures {
    let values: [Float]
    var place = 0

    init() throws {
      values = try Samples.bytes("augmentation.f32").withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
    }

    mutating func next(_ count: Int) throws -> [Float] {
      try #require(place + count <= values.count)
      defer { place += count }
      return Array(values[place..<place + count])
    }
  }

  private func difference(_ first: [Float], _ second: [Float]) -> Float {
    first.count == second.count ? zip(first, second).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  private func changed(
    _ picture: [Float], padding: Int = 0, mode: Augmentation.PaddingMode = .reflect,
    _ changes: [AugmentationDraw.Change]
  ) -> [Float] {
    var canvas = AugmentationCanvas()
    canvas.begin(width: 11, height: 8, padding: padding, mode: mode) { pixels, stride in
      for y in 0..<8 { for i in 0..<33 { pixels[y * stride + i] = picture[y * 33 + i] } }
    }
    for change in changes { canvas.apply(change) }
    return canvas.copy()
  }

  @Test func equalsOpenCVAndNumPy() throws {
    var pictures = try Pictures()
    let picture = try pictures.next(8 * 11 * 3)
    for degrees in [10, -7.3, 0.01, 45, 90, 180, -179] {
      let error = difference(changed(picture, [.rotation(degrees: degrees)]), try pictures.next(picture.count))
      #expect(error < 1e-5, "\(degrees) degrees: \(error)")
    }
    for (brightness, contrast) in [(0.05, 1.05), (-0.05, 1 / 1.05), (0.3, 1), (0, 3)] {
      let result = changed(picture, [.lighting(brightness: brightness, contrast: contrast)])
      let error = difference(result, try pictures.next(picture.count))
      #expect(error < 1e-6, "\(brightness) \(contrast): \(error)")
    }
    for flips in [false, true] {
      for quarters in 0..<4 {
        let result = changed(picture, [.turn(quarters: quarters, flips: flips)])
        #expect(try result == pictures.next(picture.count), "\(quarters) \(flips)")
      }
    }
    for padding in [1, 5, 8] {
      let result = changed(picture, padding: padding, [])
      #expect(try result == pictures.next((8 + 2 * padding) * (11 + 2 * padding) * 3), "\(padding)")
    }
    let several = changed(
      picture, padding: 3,
      [.rotation(degrees: 8), .lighting(brightness: 0.04, contrast: 1.03), .turn(quarters: 1, flips: true)])
    #expect(try difference(several, pictures.next(14 * 17 * 3)) < 1e-5)

    let input = NetworkInput(size: 20, cropFraction: 20 / 23.0)
    let loader = AugmentedImageLoader(input: input, augmentation: .topDown, oversampling: .infinity)
    let draw = AugmentationDraw(
      zoom: 1.3, padding: 2,
      changes: [
        .rotation(degrees: -9), .lighting(brightness: -0.03, contrast: 1.02), .turn(quarters: 3, flips: true),
      ], crop: .place(horizontal: 0.3, vertical: 0.8))
    let view = try view(of: "rgb.png", loader, draw, input)
    // Normalising multiplies by up to 4.5.
    #expect(try difference(view, pictures.next(20 * 20 * 3)) < 5e-5)

    for mode in [Augmentation.PaddingMode.zero, .edge] {
      for padding in [1, 9] {
        let result = changed(picture, padding: padding, mode: mode, [])
        #expect(try result == pictures.next((8 + 2 * padding) * (11 + 2 * padding) * 3), "\(mode) \(padding)")
      }
    }
    let large = try pictures.next(45 * 66 * 3)
    #expect(try difference(resized(large, .squash), pictures.next(16 * 16 * 3)) < 1e-5)
    let parts = [(5, 7, 33, 32), (1, 1, 32, 16), (15, 13, 51, 20), (9, 8, 16, 10), (51, 0, 15, 45), (3, 2, 1, 1)]
    for (left, top, width, height) in parts {
      // The middle of what gives these whole numbers.
      let proposal = AreaProposal(
        area: Double(width * height) / (45 * 66), ratio: Double(width) / Double(height), isSwapped: false,
        horizontal: (Double(left) + 0.5) / Double(66 - width + 1),
        vertical: (Double(top) + 0.5) / Double(45 - height + 1))
      let error = try difference(resized(large, .area([proposal])), pictures.next(16 * 16 * 3))
      #expect(error < 1e-5, "\(width) × \(height): \(error)")
    }
    #expect(pictures.place == pictures.values.count)
  }

  /// The network's square of 16 pixels of a picture of 66 × 45.
  private func resized(_ picture: [Float], _ crop: AugmentationDraw.Crop) -> [Float] {
    var canvas = AugmentationCanvas()
    canvas.begin(width: 66, height: 45, padding: 0) { pixels, stride in
      for y in 0..<45 { for i in 0..<198 { pixels[y * stride + i] = picture[y * 198 + i] } }
    }
    var view = [Float](repeating: .nan, count: 3 * 16 * 16)
    view.withUnsafeMutableBufferPointer {
      canvas.crop(crop, input: NetworkInput(size: 16), layout: .interleaved, into: $0)
    }
    return view
  }

  private func view(
    of name: String, _ loader: AugmentedImageLoader, _ draw: AugmentationDraw, _ input: NetworkInput,
    layout: PixelLayout = .interleaved
  ) throws -> [Float] {
    try Samples.bytes(name).withUnsafeBytes { try loader.open($0, path: name) }
    var view = [Float](repeating: .nan, count: 3 * input.size * input.size)
    view.withUnsafeMutableBufferPointer { loader.write(draw, layout: layout, into: $0) }
    return view
  }

  @Test func withoutChangesItIsTheCentreView() throws {
    for crop in [NetworkInput.Crop.centre, .squash] {
      // 61 → 24 pixels of height: an even excess, so that the middle is a whole pixel.
      let input = NetworkInput(size: 20, cropFraction: 20 / 24.0, crop: crop)
      let loader = AugmentedImageLoader(input: input, augmentation: .none)
      let draw = AugmentationDraw(zoom: 1, padding: 0, changes: [], crop: .place(horizontal: 0.5, vertical: 0.5))
      for layout in [PixelLayout.planar, .interleaved] {
        let centre = try ImageLoader().load(
          try Samples.bytes("rgb.png"), path: "rgb.png", input: input, layout: layout)
        #expect(difference(try view(of: "rgb.png", loader, draw, input, layout: layout), centre) < 1e-5)
      }
    }
  }

  @Test func theCentreCropIsThatOfTheCentreView() throws {
    for fraction in [20 / 23.0, 20 / 24.0, 20 / 25.0, 1] {
      let input = NetworkInput(size: 20, cropFraction: fraction)
      var augmentation = Augmentation.none
      augmentation.crop = .centre
      let loader = AugmentedImageLoader(input: input, augmentation: augmentation)
      let centre = try ImageLoader().load(
        try Samples.bytes("rgb.png"), path: "rgb.png", input: input, layout: .interleaved)
      let draw = augmentation.draw(seed: 1, epoch: 0, sample: 0)
      #expect(difference(try view(of: "rgb.png", loader, draw, input), centre) < 1e-5)
    }
  }

  /// A photograph that is not large is not scaled before a rectangle of it is.
  @Test func areaCropsAreOfTheWholePhotograph() throws {
    let input = NetworkInput(size: 24)
    let augmentation = Augmentation(steps: [], crop: .area(1...1, ratio: 97 / 61.0...97 / 61.0))
    let loader = AugmentedImageLoader(input: input, augmentation: augmentation)
    let draws = (0..<8).map { augmentation.draw(seed: 1, epoch: 0, sample: $0) }
    let views = try draws.map { try view(of: "rgb.png", loader, $0, input) }
    let image = try Samples.image("rgb.png")
    let mean = (0..<3).map { channel in
      let values = stride(from: channel, to: image.pixels.count, by: 3).map { Float(image.pixels[$0]) / 255 }
      return (values.reduce(0, +) / Float(values.count) - input.mean[channel]) / input.standardDeviation[channel]
    }
    for (draw, view) in zip(draws, views) {
      guard case .area(let proposals) = draw.crop, let first = proposals.first else {
        Issue.record("no area")
        continue
      }
      // Swapped it does not fit, and the middle is taken.
      guard !first.isSwapped else { continue }
      for channel in 0..<3 {
        let values = stride(from: channel, to: view.count, by: 3).map { view[$0] }
        #expect(abs(values.reduce(0, +) / Float(values.count) - mean[channel]) < 1e-3)
      }
    }
    #expect(Set(views).count == 2)
  }

  @Test func areasAreThoseOfTheLesson() {
    let augmentation = Augmentation(steps: [], crop: .inception)
    let proposals = (0..<5_000).flatMap { sample -> [AreaProposal] in
      guard case .area(let proposals) = augmentation.draw(seed: 2, epoch: 0, sample: sample).crop else { return [] }
      #expect(proposals.count == 10 && Set(proposals.map(\.isSwapped)).count == 1)
      return proposals
    }
    expectUniform(proposals.map(\.area), 0.08, 1)
    expectUniform(proposals.map(\.ratio), 0.75, 1.333)
    expectUniform(proposals.flatMap { [$0.horizontal, $0.vertical] }, 0, 1)
    // Five standard deviations of a count of 5 000 coins.
    #expect(abs(proposals.count { $0.isSwapped } / 10 - 2_500) < 177)
  }

  @Test(arguments: [
    Augmentation(maximumZoom: 1.4, padding: 3, steps: Augmentation.topDown.steps),
    Augmentation(padding: 2, steps: Augmentation.basic.steps, crop: .inception),
    Augmentation(maximumZoom: 1.2, steps: [.dihedral], crop: .squash), Augmentation(steps: [], crop: .centre),
  ])
  func viewsDependOnTheirPhotographOnly(_ augmentation: Augmentation) throws {
    let input = NetworkInput(size: 24)
    let used = AugmentedImageLoader(input: input, augmentation: augmentation)
    for name in ["large.jpg", "one-pixel.jpg", "alpha.png", "orientation-6.jpg", "large.jpg", "grey.jpg"] {
      for sample in 0..<4 {
        let draw = augmentation.draw(seed: 7, epoch: sample, sample: 0)
        let fresh = AugmentedImageLoader(input: input, augmentation: augmentation)
        let expected = try view(of: name, fresh, draw, input)
        #expect(try view(of: name, used, draw, input) == expected)
        #expect(expected.allSatisfy { abs($0) < 3 })
      }
      #expect(throws: ImageError.self) { try [1, 2, 3].withUnsafeBytes { try used.open($0, path: "x") } }
    }
  }

  @Test func drawsAreThoseOfTheLesson() {
    let count = 20_000
    let augmentation = Augmentation(maximumZoom: 1.1, steps: Augmentation.sideOn.steps)
    var zooms: [Double] = []
    var angles: [Double] = []
    var brightness: [Double] = []
    var contrast: [Double] = []
    var flips = 0
    var places: [Double] = []
    for sample in 0..<count {
      let draw = augmentation.draw(seed: 1, epoch: 0, sample: sample)
      if draw.zoom != 1 { zooms.append(draw.zoom) }
      if case .place(let horizontal, let vertical) = draw.crop { places += [horizontal, vertical] }
      for change in draw.changes {
        switch change {
        case .rotation(let degrees): angles.append(degrees)
        case .lighting(let shift, let factor):
          brightness.append(shift)
          contrast.append(factor)
        case .turn(let quarters, let isFlipped):
          #expect(quarters == 0 && isFlipped)
          flips += 1
        }
      }
    }
    // Five standard deviations of each count.
    #expect(abs(zooms.count - count * 3 / 4) < 307 && abs(angles.count - count * 3 / 4) < 307)
    #expect(abs(flips - count / 2) < 354)
    #expect(brightness.count == count)
    expectUniform(zooms, 1, 1.1)
    expectUniform(angles, -10, 10)
    expectUniform(brightness, -0.05, 0.05)
    expectUniform(places, 0, 1)
    // Up to 1.05 above 1, down to 1 / 1.05 below, half each.
    expectUniform(contrast.map { $0 >= 1 ? $0 - 1 : 1 - 1 / $0 }, -0.05, 0.05)
  }

  /// Limits, and mean and mean square within five standard errors.
  private func expectUniform(_ values: [Double], _ lower: Double, _ upper: Double) {
    let units = values.map { ($0 - lower) / (upper - lower) }
    let count = Double(units.count)
    #expect(units.allSatisfy { $0 > -1e-9 && $0 < 1 + 1e-9 })
    #expect(abs(units.reduce(0, +) / count - 1 / 2.0) < 5 * (1 / 12.0 / count).squareRoot())
    #expect(abs(units.reduce(0) { $0 + $1 * $1 } / count - 1 / 3.0) < 5 * (4 / 45.0 / count).squareRoot())
  }

  @Test func allSymmetriesAreAsLikely() {
    var counts: [String: Int] = [:]
    for sample in 0..<8_000 {
      let draw = Augmentation(steps: [.dihedral]).draw(seed: 3, epoch: 1, sample: sample)
      counts["\(draw.changes)", default: 0] += 1
    }
    #expect(counts.count == 8)
    // Five standard deviations of a count: √(8000 · 1/8 · 7/8).
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 148 })
  }

  @Test func everyArgumentOfADrawMatters() {
    let draw = Augmentation.sideOn.draw(seed: 1, epoch: 2, sample: 3)
    #expect(draw == Augmentation.sideOn.draw(seed: 1, epoch: 2, sample: 3))
    #expect(draw != Augmentation.sideOn.draw(seed: 2, epoch: 2, sample: 3))
    #expect(draw != Augmentation.sideOn.draw(seed: 1, epoch: 3, sample: 3))
    #expect(draw != Augmentation.sideOn.draw(seed: 1, epoch: 2, sample: 4))
  }

  @Test func theSetsAreTheLessons() {
    #expect(Augmentation.none.steps.isEmpty)
    #expect(Augmentation.basic.steps.count == 2)
    #expect(Augmentation.sideOn.steps == Augmentation.basic.steps + [.flip(probability: 0.5)])
    #expect(Augmentation.topDown.steps == Augmentation.basic.steps + [.dihedral])
  }
}
