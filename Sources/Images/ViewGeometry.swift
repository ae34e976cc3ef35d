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
  package init(width: Int, height: Int, input: NetworkInput) {
    switch input.crop {
    case .squash:
      (self.width, self.height, left, top) = (input.size, input.size, 0, 0)
    case .centre:
      let scaled = ScaledSize(width: width, height: height, shortSide: max(input.shortSide, input.size))
      (self.width, self.height) = (scaled.width, scaled.height)
      left = ViewGeometry.corner(self.width - input.size)
      top = ViewGeometry.corner(self.height - input.size)
    }
  }

  private static func corner(_ excess: Int) -> Int { Int((Double(excess) / 2).rounded(.toNearestOrEven)) }
}
