internal import CKernels
public import Tensors

/// Turns image files into what a network sees: decodes, makes upright, scales, crops, normalises.
///
/// A loader keeps its memory from one image to the next; it belongs to one worker. Views depend on the file and the
/// network's input only.
public final class ImageLoader {
  private let decoder = ImageDecoder()
  private let oversampling: Double
  private var columns = ResampleWeights()
  private var rows = ResampleWeights()
  private var sums = ScratchBuffer<Float>()

  /// Makes a loader.
  ///
  /// - Parameter oversampling: JPEG images are decoded at 1/2, 1/4 or 1/8 as long as this many decoded pixels remain for
  ///   a pixel of the scaled photograph, along each side. Infinity decodes everything in full.
  public init(oversampling: Double = 2) { self.oversampling = oversampling }

  /// Writes the centre view of an image: scaled so that the short side is `input.shortSide` (or squashed to a square),
  /// the middle `size` × `size` pixels of that, and (x / 255 − mean) / standard deviation of each.
  ///
  /// Scaling is Pillow's, antialiased, in float32: unlike Pillow's it is not rounded to 8 bits, neither between the passes
  /// nor after them. Photographs smaller than the view are enlarged.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, JPEG or PNG.
  ///   - path: The file's path, for the error.
  ///   - input: What the network expects.
  ///   - layout: The order of the numbers written.
  ///   - view: Room for 3 × size × size numbers.
  /// - Throws: `ImageError` when this is not an image, it is damaged, of a kind that is not read, or larger than
  ///   `ImageHeader.pixelLimit`; then `view` is untouched.
  public func load(
    _ bytes: UnsafeRawBufferPointer, path: String, input: NetworkInput, layout: PixelLayout,
    into view: UnsafeMutableBufferPointer<Float>
  ) throws(ImageError) {
    let header = try ImageHeader(bytes, path: path)
    let geometry = ViewGeometry(width: header.width, height: header.height, input: input)
    let reduction = header.reduction(
      to: ScaledSize(width: geometry.width, height: geometry.height), oversampling: oversampling)
    let image = try decoder.decode(bytes, header: header, reduction: reduction, path: path)
    resample(image, reduction: reduction, of: header, to: geometry, input: input, layout: layout, into: view)
  }

  /// Returns the centre view of an image, as above.
  public func load(
    _ bytes: [UInt8], path: String, input: NetworkInput, layout: PixelLayout
  ) throws(ImageError) -> [Float] {
    var view = [Float](repeating: 0, count: 3 * input.size * input.size)
    try bytes.withRawBytes { (bytes) throws(ImageError) in
      let result: Result<Void, ImageError> = view.withUnsafeMutableBufferPointer { view in
        do throws(ImageError) {
          return .success(try load(bytes, path: path, input: input, layout: layout, into: view))
        } catch {
          return .failure(error)
        }
      }
      try result.get()
    }
    return view
  }

  private func resample(
    _ image: ImageDecoder.Decoded, reduction: Int, of header: ImageHeader, to geometry: ViewGeometry,
    input: NetworkInput, layout: PixelLayout, into view: UnsafeMutableBufferPointer<Float>
  ) {
    let size = input.size
    precondition(view.count == 3 * size * size && input.mean.count == 3 && input.standardDeviation.count == 3)
    columns.compute(
      SourceLine(length: image.width, extent: Double(header.width) / Double(reduction)), targetLength: geometry.width,
      window: geometry.left..<geometry.left + size, interpolation: input.interpolation)
    rows.compute(
      SourceLine(length: image.height, extent: Double(header.height) / Double(reduction)),
      targetLength: geometry.height,
      window: geometry.top..<geometry.top + size, interpolation: input.interpolation)

    // (x / 255 − mean) / deviation = x · scale + offset; the fourth number does not matter.
    let scale = input.standardDeviation.map { 1 / (255 * $0) } + [0]
    let offset = zip(input.mean, input.standardDeviation).map { -$0 / $1 } + [0]
    let (rowStride, pixelStride, channelStride) = layout == .planar ? (size, 1, size * size) : (3 * size, 3, 1)
    let sums = sums.reserve(3 * columns.sources.count + 1)
    rows.withLines { rows in
      columns.withLines { columns in
        kernel_resample(
          image.pixels.baseAddress, 3 * image.width, rows, columns, scale, offset, sums.baseAddress, view.baseAddress,
          rowStride, pixelStride, channelStride)
      }
    }
  }
}
