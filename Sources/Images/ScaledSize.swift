/// The size of a photograph that is scaled to a short side, its aspect kept.
///
/// As torchvision's `Resize`: the long side is the scaled length rounded down.
public struct ScaledSize: Equatable, Sendable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int

  /// Scales `width` × `height` pixels so that the shorter side has `shortSide`.
  public init(width: Int, height: Int, shortSide: Int) {
    self.width = width <= height ? shortSide : shortSide * width / height
    self.height = width <= height ? shortSide * height / width : shortSide
  }

  /// The size of the picture turned by a quarter.
  var turned: ScaledSize { ScaledSize(width: height, height: width) }

  /// Takes a size as it is.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
