/// What a network expects of its pixels: size, crop, interpolation, mean and standard deviation.
///
/// `import-weights` writes the published one into the backbone file; from there it travels through activations, heads
/// and models, so that every step sees the same pixels.
public struct NetworkInput: Equatable, Sendable {
  /// How a photograph that is not square becomes square.
  public enum Crop: String, Sendable, CaseIterable {
    /// The middle is kept, the edges are cut off.
    case centre
    /// Everything is kept, the aspect ratio is lost.
    case squash
  }

  /// How pixels are resampled; all are antialiased, as Pillow's are.
  public enum Interpolation: String, Sendable, CaseIterable {
    case bilinear
    case bicubic
  }

  /// The sizes that make sense: below, the last map vanishes; above, memory does.
  public static let sizes = 32...4096
  /// The crop fractions that make sense: less would be a photograph scaled to a hundred times the view.
  public static let cropFractions = 0.01...1

  /// The side of the square that the network sees, in pixels.
  public var size: Int
  /// The part of the short side that the crop keeps: the photograph is scaled to a short side of size / cropFraction.
  public var cropFraction: Double
  public var crop: Crop
  public var interpolation: Interpolation
  /// Subtracted from red, green and blue in 0...1.
  public var mean: [Float]
  /// Divides red, green and blue after the mean is subtracted.
  public var standardDeviation: [Float]

  /// The short side after scaling, before the crop: round(size / cropFraction), half up.
  public var shortSide: Int { Int((Double(size) / cropFraction + 0.5).rounded(.down)) }

  /// Describes an input; the defaults are those of ImageNet networks in torchvision.
  public init(
    size: Int = 224, cropFraction: Double = 0.875, crop: Crop = .centre, interpolation: Interpolation = .bilinear,
    mean: [Float] = [0.485, 0.456, 0.406], standardDeviation: [Float] = [0.229, 0.224, 0.225]
  ) {
    self.size = size
    self.cropFraction = cropFraction
    self.crop = crop
    self.interpolation = interpolation
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}

/// The order of the numbers of an image in memory.
public enum PixelLayout: Sendable {
  /// All of red, then all of green, then all of blue (CHW).
  case planar
  /// Red, green and blue of one pixel together (HWC).
  case interleaved
}
