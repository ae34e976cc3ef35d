import Charts
import Images
import Records
import Testing

@Suite struct HeatOverlayTests {
  private let green: [UInt8] = [20, 160, 40]
  // The same green without its colour, and pale.
  private let pale: [UInt8] = [181, 181, 181]

  private func picture(_ width: Int, _ height: Int) -> Image {
    Image(width: width, height: height, pixels: (0..<width * height).flatMap { _ in green })
  }

  private func drawn(_ map: HeatMap, _ width: Int, _ height: Int) -> (Int, Int) -> [UInt8] {
    let image = HeatOverlay(map, width: width, height: height).draw(on: picture(width, height))
    #expect(image.width == width && image.height == height)
    return { column, row in
      let start = 3 * (row * width + column)
      return Array(image.pixels[start..<start + 3])
    }
  }

  private func map(_ values: [Float], cropFraction: Double?) -> HeatMap {
    HeatMap(className: "x", cropFraction: cropFraction, columns: 2, values: values)
  }

  @Test func hotPartsKeepTheirColourAndColdOnesLoseIt() {
    let pixel = drawn(map([1, 0, 0, 0], cropFraction: nil), 40, 40)
    #expect(pixel(3, 3) == green && pixel(36, 36) == pale && pixel(3, 36) == pale)
    // 0.225 of the way from the middle of the hot part to that of the cold one.
    #expect(pixel(14, 5) == [56, 165, 72])
  }

  @Test func lineLiesAtHalfOfTheMaximum() {
    // The left half is hot: between the middles of the two parts, columns 10 and 30, the half is at column 20.
    let pixel = drawn(map([1, 0, 1, 0], cropFraction: nil), 40, 40)
    for row in 0..<40 {
      #expect(pixel(19, row) == [255, 255, 255] && pixel(20, row) == [0, 0, 0])
      #expect(pixel(18, row) != [255, 255, 255] && pixel(21, row) != [0, 0, 0])
    }
  }

  @Test func whatTheNetworkDidNotSeeIsPaleBeyondAFrame() {
    // Half of the short side, in the middle: columns 40..<60, rows 10..<30.
    let pixel = drawn(map([1, 1, 1, 1], cropFraction: 0.5), 100, 40)
    #expect(pixel(50, 20) == green && pixel(41, 11) == green && pixel(58, 28) == green)
    for (column, row) in [(0, 0), (38, 20), (61, 20), (50, 8), (50, 31), (99, 39)] {
      #expect(pixel(column, row) == pale, "\(column), \(row)")
    }
    for row in 10..<30 { #expect(pixel(40, row) == [255, 255, 255] && pixel(39, row) == [0, 0, 0]) }
    // Squashed, it saw everything.
    let everything = drawn(map([1, 1, 1, 1], cropFraction: nil), 100, 40)
    #expect(everything(0, 0) == green && everything(99, 39) == green)
  }

  @Test(arguments: [(1, 1), (1, 50), (50, 1), (2, 3)]) func smallPicturesHaveRoom(_ width: Int, _ height: Int) {
    for fraction in [nil, 0.01, 0.875, 1] {
      _ = drawn(map([1, 0, 0.2, 0.7], cropFraction: fraction), width, height)
    }
  }
}
