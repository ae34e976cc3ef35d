internal import COneDNN

extension MemoryDescription {
  /// Describes the square maps of `images` images, one image after the other.
  init(
    mapsOf images: Int, channels: Int, side: Int, _ layout: FeatureLayout, _ precision: Precision = .float32
  ) throws(InferencePlanError) {
    let tag =
      switch layout {
      case .interleaved: dnnl_nhwc
      case .blocked: Engine.channelBlock == 16 ? dnnl_nChw16c : dnnl_nChw8c
      }
    try self.init(shape: [images, channels, side, side], tag, precision)
  }
}
