package import Tensors

/// Where the square that a network sees lies in a photograph: its size after scaling, and the crop's corner.
package struct ViewGeometry: Equatable {
  /// The size of the scaled photograph; it is computed only where the crop needs it.
  package let width: Int
  package let height: Int
  /// The upper left corner of the crop, which is `size` × `size`.
  package let left: Int
  package let top: Int

  /// Fits a photograph of `width` × `height` pixels to `input`.
  ///
  /// As torchvision's `Resize` and `CenterCrop`: the long side is the scaled length rounded down, the corner is
  /// Python's `int(round((side - size) / 2.0))`, which rounds halves to even. (The lesson's library would round
  /// differently, by at most one pixel; we are compared with torchvision, and the published weights were measured with it.)
  ///
  /// - Parameter zoom: A factor of the short side, at least 1, rounded down as the lesson's library does.
  package init(width: Int, height: Int, input: NetworkInput, zoom: Double = 1) {
    switch input.crop {
    case .squash:
      let side = Int(zoom * Double(input.size))
      (self.width, self.height) = (side, side)
      (left, top) = (ViewGeometry.corner(side - input.size), ViewGeometry.corner(side - input.size))
    case .centre:
      let short = Int(zoom * Double(max(input.shortSide, input.size)))
      let scaled = ScaledSize(width: width, height: height, shortSide: short)
      (self.width, self.height) = (scaled.width, scaled.height)
      left = ViewGeometry.corner(self.width - input.size)
      top = ViewGeometry.corner(self.height - input.size)
    }
  }

  /// Where the middle begins when this much is cut off.
  static func corner(_ excess: Int) -> Int { Int((Double(excess) / 2).rounded(.toNearestOrEven)) }
}
