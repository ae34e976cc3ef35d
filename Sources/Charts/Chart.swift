/// Something that can be drawn as a picture of any size.
public protocol Chart {
  /// Lays the picture out.
  func drawing(_ frame: Frame) -> Drawing
}
