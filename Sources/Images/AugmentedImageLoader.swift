internal import CKernels
public import Tensors

/// Decodes a photograph once and makes augmented views of it.
///
/// A loader keeps its memory from one image to the next; it belongs to one worker. Views depend on the file, the network's
/// input, the augmentation and the draw only.
public final class AugmentedImageLoader {
  /// The photograph that was opened last.
  private struct Photograph {
    let header: ImageHeader
    let decoded: ImageDecoder.Decoded
    let reduction: Int
  }

  /// The largest scaled photograph that is accepted; it is kept in float32.
  public static let pixelLimit = ImageHeader.pixelLimit / 4

  private let input: NetworkInput
  private let augmentation: Augmentation
  private let decoder = ImageDecoder()
  private let oversampling: Double
  private var photograph: Photograph?
  private var columns = ResampleWeights()
  private var rows = ResampleWeights()
  private var sums = ScratchBuffer<Float>()
  private var canvas = AugmentationCanvas()

  /// Makes a loader.
  ///
  /// - Parameters:
  ///   - input: What the network expects.
  ///   - augmentation: What will be done to the photographs.
  ///   - oversampling: As for `ImageLoader`, at the largest zoom.
  public init(input: NetworkInput, augmentation: Augmentation, oversampling: Double = 2) {
    self.input = input
    self.augmentation = augmentation
    self.oversampling = oversampling
  }

  /// Decodes an image, of which views are made then.
  ///
  /// - Throws: `ImageError` as `ImageLoader.load`, and when the scaled photograph has more pixels than `pixelLimit`: one that
  ///   is very long and narrow.
  public func open(_ bytes: UnsafeRawBufferPointer, path: String) throws(ImageError) {
    photograph = nil
    let header = try ImageHeader(bytes, path: path)
    // One decode serves every zoom.
    let scaled = scaledSize(of: header, zoom: augmentation.maximumZoom)
    let (width, height) = (scaled.width + 2 * augmentation.padding, scaled.height + 2 * augmentation.padding)
    guard width <= AugmentedImageLoader.pixelLimit / height else {
      throw ImageError(
        path,
        reason: "scaled to \(width) × \(height) pixels it is over the limit of \(AugmentedImageLoader.pixelLimit)")
    }
    let reduction = header.reduction(to: scaled, oversampling: oversampling)
    let decoded = try decoder.decode(bytes, header: header, reduction: reduction, path: path)
    photograph = Photograph(header: header, decoded: decoded, reduction: reduction)
  }

  /// The size at which a photograph is changed.
  private func scaledSize(of header: ImageHeader, zoom: Double) -> ScaledSize {
    if case .area(let area, let ratio) = augmentation.crop {
      // As it is, unless it is so large that even the smallest part would have to be reduced.
      let part = (area.lowerBound * min(ratio.lowerBound, 1 / ratio.upperBound)).squareRoot()
      let shortSide = min(header.width, header.height, Int((Double(input.size) / part).rounded(.up)))
      return ScaledSize(width: header.width, height: header.height, shortSide: shortSide)
    }
    let geometry = ViewGeometry(width: header.width, height: header.height, input: input, zoom: zoom)
    return ScaledSize(width: geometry.width, height: geometry.height)
  }

  /// Writes a view of the image that was opened: scaled, padded, changed, cropped and normalised as `draw` says.
  ///
  /// Scaling is that of the centre view: Pillow's antialiased filters. (The lesson's is OpenCV's `INTER_AREA`.)
  ///
  /// - Parameters:
  ///   - draw: What is done.
  ///   - layout: The order of the numbers written.
  ///   - view: Room for 3 × size × size numbers.
  public func write(_ draw: AugmentationDraw, layout: PixelLayout, into view: UnsafeMutableBufferPointer<Float>) {
    guard let photograph else { preconditionFailure("no image is open") }
    let header = photograph.header
    let size = scaledSize(of: header, zoom: draw.zoom)
    columns.compute(
      SourceLine(length: photograph.decoded.width, extent: Double(header.width) / Double(photograph.reduction)),
      targetLength: size.width, window: 0..<size.width, interpolation: input.interpolation)
    rows.compute(
      SourceLine(length: photograph.decoded.height, extent: Double(header.height) / Double(photograph.reduction)),
      targetLength: size.height, window: 0..<size.height, interpolation: input.interpolation)

    let (scale, offset) = ([Float](repeating: 1 / 255, count: 4), [Float](repeating: 0, count: 4))
    let sums = sums.reserve(3 * columns.sources.count + 1)
    canvas.begin(
      width: size.width, height: size.height, padding: draw.padding, mode: draw.paddingMode
    ) { pixels, stride in
      rows.withLines { rows in
        columns.withLines { columns in
          kernel_resample(
            photograph.decoded.pixels.baseAddress, 3 * photograph.decoded.width, rows, columns, scale, offset,
            sums.baseAddress, pixels, stride, 3, 1)
        }
      }
    }
    for change in draw.changes { canvas.apply(change) }
    canvas.crop(draw.crop, input: input, layout: layout, into: view)
  }
}
