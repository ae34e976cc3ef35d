public import Images

/// Many small pictures with captions, in rows and columns on one sheet.
public struct ContactSheet: Sendable {
  /// One picture and what is said of it.
  public struct Tile: Sendable {
    /// The picture, at most as large as the sheet's thumbnails; `nil` where it cannot be read, which the tile says.
    public var picture: Image?
    /// The first line: what was predicted.
    public var heading: String
    /// Whether that is right; `nil` when it is not known.
    public var isRight: Bool?
    /// The second line.
    public var detail: String
    /// The last line: the name of the file.
    public var name: String
    /// Whether the first two lines end in something that stays when they are too long, as a probability does.
    public var keepsEnds: Bool

    /// Makes a tile.
    public init(
      picture: Image?, heading: String, isRight: Bool?, detail: String, name: String, keepsEnds: Bool = true
    ) {
      self.picture = picture
      self.heading = heading
      self.isRight = isRight
      self.detail = detail
      self.name = name
      self.keepsEnds = keepsEnds
    }
  }

  /// Tiles under a heading.
  public struct Section: Sendable {
    /// What they have in common; `nil` for no heading.
    public var heading: String?
    public var tiles: [Tile]

    /// Puts tiles under a heading.
    public init(heading: String?, tiles: [Tile]) {
      self.heading = heading
      self.tiles = tiles
    }
  }

  /// What the sheet shows.
  public var title: String
  /// Lines under the title that say how the pictures are to be read.
  public var legend: [String] = []
  /// The tiles.
  public var sections: [Section]
  /// The number of tiles in a row.
  public var columns: Int
  /// The side of the square that a picture fits into, in pixels.
  public var thumbnailSide: Int

  /// Makes a sheet.
  public init(title: String, sections: [Section], columns: Int, thumbnailSide: Int) {
    self.title = title
    self.sections = sections
    self.columns = columns
    self.thumbnailSide = thumbnailSide
  }

  // All lengths follow from the size of the letters, which follows from the thumbnails.
  private var letter: Double { max(10, min(15, Double(thumbnailSide) / 13)) }
  private var gap: Double { (letter * 1.5).rounded() }
  private var margin: Double { (letter * 2.2).rounded() }
  private var line: Double { (letter * 1.5).rounded() }
  private var captionHeight: Double { Double(captionLines) * line + letter * 0.5 }
  /// The lines that tiles have, which are empty at the end of a tile only.
  private var captionLines: Int {
    let tiles = sections.lazy.flatMap(\.tiles)
    return tiles.contains { !$0.name.isEmpty } ? 3 : tiles.contains { !$0.detail.isEmpty } ? 2 : 1
  }
  private var titleHeight: Double { (letter * 3.4).rounded() }
  private var legendHeight: Double {
    legend.isEmpty ? 0 : Double(legend.count) * line + (letter * 0.7).rounded()
  }
  private var headingHeight: Double { (letter * 2.6).rounded() }
  private var tileHeight: Double { Double(thumbnailSide) + captionHeight + gap }

  /// The size of the picture, in pixels.
  public var size: (width: Int, height: Int) {
    let width = 2 * margin + Double(columns * thumbnailSide) + Double(columns - 1) * gap
    let top = 2 * margin + titleHeight + legendHeight
    var height = top - gap
    for section in sections {
      height += section.heading == nil ? 0 : headingHeight
      height += Double((section.tiles.count + columns - 1) / columns) * tileHeight
    }
    return (Int(width.rounded(.up)), Int(max(height, top).rounded(.up)))
  }

  /// Makes sure that the sheet can be drawn, before its pictures are there.
  ///
  /// - Throws: `DrawingError` when it is too large, or no font is installed.
  public func check() throws(DrawingError) {
    let (width, height) = size
    guard Canvas.isPossible(width: width, height: height) else { throw .size(width: width, height: height) }
    try Canvas.checkFont()
  }

  /// Draws the sheet.
  ///
  /// - Throws: `DrawingError` when it is too large, or cairo finds no memory or whatever else it needs.
  public func draw() throws(DrawingError) -> Image {
    let (width, height) = size
    let canvas = try Canvas(width: width, height: height)
    let textWidth = Double(width) - 2 * margin
    canvas.write(
      title, in: Rectangle(x: margin, y: margin, width: textWidth, height: titleHeight),
      TextStyle(size: letter * 1.5, isBold: true))
    var y = margin + titleHeight
    for (number, text) in legend.enumerated() {
      let top = y - letter * 0.8 + Double(number) * line
      canvas.write(
        text, in: Rectangle(x: margin, y: top, width: textWidth, height: line),
        TextStyle(size: letter * 0.9, colour: .quietInk))
    }
    y += legendHeight
    for section in sections {
      if let heading = section.heading {
        canvas.write(
          heading, in: Rectangle(x: margin, y: y, width: textWidth, height: headingHeight),
          TextStyle(size: letter * 1.15, isBold: true))
        y += headingHeight
      }
      for (number, tile) in section.tiles.enumerated() {
        let (row, column) = number.quotientAndRemainder(dividingBy: columns)
        draw(
          tile, on: canvas, x: margin + Double(column) * (Double(thumbnailSide) + gap), y: y + Double(row) * tileHeight)
      }
      y += Double((section.tiles.count + columns - 1) / columns) * tileHeight
    }
    return try canvas.image()
  }

  private func draw(_ tile: Tile, on canvas: borrowing Canvas, x: Double, y: Double) {
    let side = Double(thumbnailSide)
    canvas.fill(Rectangle(x: x, y: y, width: side, height: side), .frame)
    if let picture = tile.picture {
      canvas.draw(
        picture, x: Int(x) + (thumbnailSide - picture.width) / 2, y: Int(y) + (thumbnailSide - picture.height) / 2)
    } else {
      canvas.write(
        "cannot be read", in: Rectangle(x: x, y: y + (side - line) / 2, width: side, height: line),
        TextStyle(size: letter * 0.9, colour: .quietInk, isCentred: true))
    }
    // A bar as well as a colour, and a sign as well as a bar: none alone tells everybody.
    var place = Rectangle(x: x, y: y + side + letter * 0.5, width: side, height: line)
    var colour = Colour.ink
    if let isRight = tile.isRight {
      colour = isRight ? .right : .wrong
      canvas.fill(Rectangle(x: x, y: y + side, width: side, height: 3), colour)
    }
    let sign = tile.isRight.map { $0 ? "✓ " : "✗ " } ?? ""
    let shortens = tile.keepsEnds ? TextShortening.middle : .end
    canvas.write(
      sign + tile.heading, in: place, TextStyle(size: letter, colour: colour, isBold: true, shortens: shortens))
    place.y += line
    canvas.write(tile.detail, in: place, TextStyle(size: letter * 0.9, shortens: shortens))
    place.y += line
    canvas.write(tile.name, in: place, TextStyle(size: letter * 0.8, colour: .quietInk, shortens: .middle))
  }
}
