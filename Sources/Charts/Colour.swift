/// A colour of red, green and blue, 0...1 each.
public struct Colour: Equatable, Sendable {
  package let red: Double
  package let green: Double
  package let blue: Double

  /// Takes a colour from its 24 bits, as they are written in hexadecimal.
  public init(_ bits: UInt32) {
    red = Double(bits >> 16 & 255) / 255
    green = Double(bits >> 8 & 255) / 255
    blue = Double(bits & 255) / 255
  }

  private init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour with a part of another one in it.
  func mixed(with other: Colour, part: Double) -> Colour {
    let part = min(max(part, 0), 1)
    return Colour(
      red: red + (other.red - red) * part, green: green + (other.green - green) * part,
      blue: blue + (other.blue - blue) * part)
  }

  /// The 24 bits as style sheets write them: `#0072b2`.
  var hexadecimal: String {
    "#"
      + [red, green, blue].map { value in
        let digits = String(Int((value * 255).rounded()), radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
  }

  static let paper = Colour(0xFFFFFF)
  static let ink = Colour(0x1A1A1A)
  static let quietInk = Colour(0x6B6B6B)
  static let frame = Colour(0xF1F1EF)
  // Told apart by every kind of colour vision (Okabe and Ito 2008): blue and vermilion.
  static let right = Colour(0x0072B2)
  static let wrong = Colour(0xC44D00)
}
