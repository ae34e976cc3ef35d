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

  private func tile(_ picture: Image?, heading: String = "bees", isRight: Bool? = false, name: String = "a.jpg")
    -> ContactSheet.Tile
  {
    ContactSheet.Tile(picture: picture, heading: heading, isRight: isRight, detail: "is ants", name: name)
  }

  @Test func growsByRowsAndColumns() {
    let tiles = (0..<5).map { _ in tile(nil) }
    let (two, five) = (sheet(tiles), sheet(tiles, columns: 5))
    #expect(five.size.width > two.size.width && five.size.height < two.size.height)
    #expect(sheet(Array(tiles.prefix(1))).size.height < sheet(Array(tiles.prefix(3))).size.height)
    #expect(sheet(Array(tiles.prefix(1))).size.height == sheet(Array(tiles.prefix(2))).size.height)
    let drawn = two.draw()
    #expect((drawn.width, drawn.height) == two.size)
  }

  @Test func picturesArePutIntoTheMiddleOfTheirSquares() throws {
    let drawn = sheet([tile(picture(40, [200, 30, 10])), tile(picture(100, [10, 30, 200]))]).draw()
    func places(_ colour: [UInt8]) -> [Int] {
      (0..<drawn.width * drawn.height).filter { Array(drawn.pixels[3 * $0..<3 * $0 + 3]) == colour }
    }
    let (small, large) = (places([200, 30, 10]), places([10, 30, 200]))
    // Of the large one, the bar that says right or wrong comes below.
    #expect(small.count == 40 * 40 && large.count == 100 * 100)
    let firstSmall = try #require(small.first), firstLarge = try #require(large.first)
    #expect(firstSmall / drawn.width - firstLarge / drawn.width == 30)
  }

  @Test func everyTextChangesThePicture() {
    let base = sheet([tile(nil)]).draw()
    #expect(sheet([tile(nil)]).draw() == base)
    #expect(sheet([tile(nil, heading: "moths")]).draw() != base)
    #expect(sheet([tile(nil, isRight: true)]).draw() != base)
    #expect(sheet([tile(nil, isRight: nil)]).draw() != base)
    #expect(sheet([tile(nil, name: "b.jpg")]).draw() != base)
    #expect(sheet([tile(nil)], title: "Another").draw() != base)
  }

  /// Markup would be drawn without its signs, or not at all.
  @Test(arguments: [
    "<b>x</b>", "&amp;", "\u{202E}abc", "a\nb", "שלום", "蟻 🐜", String(repeating: "long name ", count: 40), "",
  ])
  func strangeNamesAreText(_ name: String) {
    let drawn = sheet([tile(nil, name: name)]).draw()
    #expect((drawn.width, drawn.height) == sheet([tile(nil)]).size)
    #expect(drawn != sheet([tile(nil, name: "x")]).draw())
  }
}
