/// What a colour is for; a theme says which it is.
package enum Paint: Equatable, Sendable {
  /// The ground of the picture.
  case paper
  /// Text and axes.
  case ink
  /// Text that matters less.
  case quietInk
  /// Lines behind the data.
  case grid
  /// One of the things that are compared, from 0.
  case series(Int)
  /// What a user should look at.
  case accent
  /// A part from 0 to 1, from the ground to the full colour.
  case scale(Double)
  /// Text on such a part.
  case onScale(Double)
}

/// The colours of pictures on a light or a dark ground.
public struct Theme: Sendable {
  let paper: Colour
  let ink: Colour
  let quietInk: Colour
  let grid: Colour
  let series: [Colour]
  let accent: Colour
  let full: Colour
  let weakText: Colour
  let strongText: Colour

  // Told apart by every kind of colour vision and, by their lightness, in print without colour (Okabe and Ito, "Color universal
  // design", 2008).
  /// Black on white.
  public static let light = Theme(
    paper: .paper, ink: .ink, quietInk: Colour(0x5C5C5C), grid: Colour(0xE3E3E0),
    series: [Colour(0x00599B), Colour(0xC44D00), Colour(0x0B7D5C)], accent: Colour(0xA3195B), full: Colour(0x08306B),
    weakText: Colour(0x000000), strongText: Colour(0xFFFFFF))
  /// White on black.
  public static let dark = Theme(
    paper: Colour(0x15171A), ink: Colour(0xECECEC), quietInk: Colour(0xA6A9AD), grid: Colour(0x33373C),
    series: [Colour(0x56B4E9), Colour(0xE69F00), Colour(0x2FA283)], accent: Colour(0xF49AC1), full: Colour(0x74B0DA),
    weakText: Colour(0xFFFFFF), strongText: Colour(0x000000))

  /// From this part on, text on a part is that for strong ones: there both contrast about the same, in both themes.
  static let strongPart = 0.65

  package func colour(of paint: Paint) -> Colour {
    switch paint {
    case .paper: paper
    case .ink: ink
    case .quietInk: quietInk
    case .grid: grid
    case .series(let number): series[number % series.count]
    case .accent: accent
    case .scale(let part): paper.mixed(with: full, part: part)
    case .onScale(let part): part < Theme.strongPart ? weakText : strongText
    }
  }

  /// The colours by the names that a page with pictures of both themes gives them, without their two dashes.
  public var variables: [(name: String, colour: String)] {
    [
      ("paper", paper.hexadecimal), ("ink", ink.hexadecimal), ("quiet-ink", quietInk.hexadecimal),
      ("grid", grid.hexadecimal), ("accent", accent.hexadecimal), ("full", full.hexadecimal),
      ("weak-text", weakText.hexadecimal), ("strong-text", strongText.hexadecimal),
    ] + series.enumerated().map { ("series-\($0.offset)", $0.element.hexadecimal) }
  }
}
