import Charts
import Images
import Testing

@Suite struct ContactSheetTests {
  private func picture(_ side: Int, _ colour: [UInt8]) -> Image {
    Image(width: side, height: side, pixels: (0..<side * side).flatMap { _ in colour })
  }

  private func sheet(_ tiles: [ContactSheet.Tile], columns: Int = 2, title: String = "Title") -> ContactSheet {
    ContactSheet(
      title: title, sections: [ContactSheet.Section(heading: nil, tiles: tiles)], columns: columns, thumbnailSide: 100)
  }

  private func tile(
    _ picture: Image?, heading: String = "bees", isRight: Bool? = false, detail: String = "is ants",
    name: String = "a.jpg"
  )
    -> ContactSheet.Tile
  {
    ContactSheet.Tile(picture: picture, heading: heading, isRight: isRight, detail: detail, name: name)
  }

  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = 3 * (y * image.width + x)
    return Array(image.pixels[start..<start + 3])
  }

  @Test func growsByRowsAndColumns() throws {
    let tiles = (0..<5).map { _ in tile(nil) }
    let (two, five) = (sheet(tiles), sheet(tiles, columns: 5))
    #expect(five.size.width > two.size.width && five.size.height < two.size.height)
    #expect(sheet(Array(tiles.prefix(1))).size.height < sheet(Array(tiles.prefix(3))).size.height)
    #expect(sheet(Array(tiles.prefix(1))).size.height == sheet(Array(tiles.prefix(2))).size.height)
    let drawn = try two.draw()
    #expect((drawn.width, drawn.height) == two.size)
  }

  @Test func picturesArePutIntoTheMiddleOfTheirSquares() throws {
    let drawn = try sheet([tile(picture(40, [200, 30, 10])), tile(picture(100, [10, 30, 200]))]).draw()
    func places(_ colour: [UInt8]) -> [Int] {
      (0..<drawn.width * drawn.height).filter { Array(drawn.pixels[3 * $0..<3 * $0 + 3]) == colour }
    }
    let (small, large) = (places([200, 30, 10]), places([10, 30, 200]))
    // Of the large one, the bar that says right or wrong comes below.
    #expect(small.count == 40 * 40 && large.count == 100 * 100)
    let firstSmall = try #require(small.first), firstLarge = try #require(large.first)
    #expect(firstSmall / drawn.width - firstLarge / drawn.width == 30)
  }

  @Test func everyTextChangesThePicture() throws {
    let base = try sheet([tile(nil)]).draw()
    #expect(try sheet([tile(nil)]).draw() == base)
    for other in [
      sheet([tile(nil, heading: "moths")]), sheet([tile(nil, isRight: true)]), sheet([tile(nil, isRight: nil)]),
      sheet([tile(nil, detail: "is moths")]), sheet([tile(nil, name: "b.jpg")]), sheet([tile(nil)], title: "Another"),
      // A tile without a picture says so.
      sheet([tile(picture(100, [0xF1, 0xF1, 0xEF]))]),
    ] {
      #expect(try other.draw() != base)
    }
  }

  @Test func sheetsThatAreTooLargeAreRefused() throws {
    let wide = sheet((0..<400).map { _ in tile(nil) }, columns: 400)
    let error = try #require(throws: DrawingError.self) { try wide.check() }
    let expected =
      "the picture would have \(wide.size.width) × \(wide.size.height) pixels, more than 32767 to a side or "
    #expect(error.description.hasPrefix(expected))
    #expect(throws: error) { try wide.draw() }

    // Each side is possible, but not both.
    let large = sheet((0..<15_000).map { _ in tile(nil) }, columns: 100)
    #expect(max(large.size.width, large.size.height) < 32_767)
    #expect(throws: DrawingError.self) { try large.check() }
    #expect(throws: DrawingError.self) { try large.draw() }
    try sheet([tile(nil)]).check()
  }

  private static let strangeNames = [
    "<b>x</b>", "&amp;", "&#65;", "\u{202E}abc", "a\nb", "a\r\n\tb", "a\u{2028}b\u{2029}c", "nul\0byte", "שלום", "蟻 🐜",
    String(repeating: "long name ", count: 1_000), String(repeating: "x", count: 10_240),
    String(repeating: "\u{200B}", count: 5_000), "a" + String(repeating: "\u{300}\u{316}\u{489}", count: 3_000),
    String(repeating: "🐜", count: 3_000), "", " ",
  ]

  /// Whatever a name holds, its tile keeps its place, and nothing is drawn outside its three lines.
  @Test(arguments: strangeNames) func strangeNamesStayInTheirPlaces(_ name: String) throws {
    let neighbours = [tile(nil), tile(nil), tile(nil), tile(nil)]
    let base = try sheet(neighbours, columns: 3).draw()
    var tiles = neighbours
    tiles[1] = tile(nil, heading: name, detail: name, name: name)
    let drawn = try sheet(tiles, columns: 3).draw()
    #expect((drawn.width, drawn.height) == (base.width, base.height))
    #expect(drawn != base)
    // The second of three columns: the margin is 22 pixels, a square 100, the gap 15, the title 34.
    let place = (x: 22 + 115..<22 + 215, y: 22 + 34 + 100..<22 + 34 + 100 + 50)
    let strays = drawn.pixels.indices.filter {
      guard drawn.pixels[$0] != base.pixels[$0] else { return false }
      let (y, x) = ($0 / 3).quotientAndRemainder(dividingBy: drawn.width)
      return !(place.x.contains(x) && place.y.contains(y))
    }
    #expect(strays.isEmpty, "\(strays.count) bytes")
  }

  /// Markup would be drawn without its signs, or not at all; signs that turn the text round would hide a suffix.
  @Test func textIsDrawnAsItIs() throws {
    func drawn(_ name: String) throws -> Image { try sheet([tile(nil, name: name)]).draw() }
    #expect(try drawn("<b>x</b>") != drawn("x"))
    #expect(try drawn("&amp;") != drawn("&"))
    for (name, shown) in [
      ("gpj\u{202E}exe.jpg", "gpj?exe.jpg"), ("a\nb", "a?b"), ("a\0b", "a?b"), ("a\u{2067}b\u{2069}", "a?b?"),
      ("\u{1B}[31mred", "?[31mred"),
    ] {
      #expect(try drawn(name) == drawn(shown), "\(shown)")
    }
    // Both begin at the left, although the name is written to the left.
    let hebrew = try drawn("שלום")
    #expect((0..<hebrew.height).contains { pixel(hebrew, 24, $0) != [255, 255, 255] })
  }

  @Test func probabilitiesOutliveLongNames() throws {
    func drawn(_ end: String, keepsEnds: Bool = true) throws -> Image {
      var tile = tile(nil, heading: String(repeating: "name ", count: 5_000) + end)
      tile.keepsEnds = keepsEnds
      return try sheet([tile]).draw()
    }
    #expect(try drawn("0.17") != drawn("0.99"))
    #expect(try drawn("0.17", keepsEnds: false) == drawn("0.99", keepsEnds: false))
  }
}
