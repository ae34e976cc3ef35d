internal import Images

/// How copies are made.
public struct CopySettings: Sendable {
  /// The short side of a copy, in pixels.
  public let shortSide: Int
  /// Whether images with a smaller short side are enlarged.
  public let enlarges: Bool
  /// The quality of JPEG files, 1 to 100.
  public let quality: Int

  /// Says how.
  public init(shortSide: Int, enlarges: Bool, quality: Int) {
    self.shortSide = shortSide
    self.enlarges = enlarges
    self.quality = quality
  }

  /// Says what is to be done to one image.
  func work(on header: ImageHeader) -> CopyWork {
    let short = min(header.width, header.height)
    if short > shortSide || short < shortSide && enlarges {
      return .encode(ScaledSize(width: header.width, height: header.height, shortSide: shortSide))
    }
    return header.orientation == .upright ? .keep : .encode(ScaledSize(width: header.width, height: header.height))
  }
}

/// What is done to one image.
enum CopyWork: Equatable {
  /// The file is copied as it is.
  case keep
  /// The picture is scaled to a size, made upright and encoded.
  case encode(ScaledSize)
}
