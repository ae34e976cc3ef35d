/// A colour of red, green and blue, 0...1 each.
public struct Colour: Equatable, Sendable {
  let red: Double
  let green: Double
  let blue: Double

  /// Takes a colour from its 24 bits, as they are written in hexadecimal.
  public init(_ bits: UInt32) {
    red = Double(bits >> 16 & 255) / 255
    green = Double(bits >> 8 & 255) / 255
    blue = Double(bits & 255) / 255
  }

  static let paper = Colour(0xFFFFFF)
  static let ink = Colour(0x1A1A1A)
  static let quietInk = Colour(0x6B6B6B)
  static let frame = Colour(0xF1F1EF)
  // Told apart by every kind of colour vision (Okabe and Ito 2008): blue and vermilion.
  static let right = Colour(0x0072B2)
  static let wrong = Colour(0xC44D00)
}
