internal import CKernels
internal import Tensors

/// Scales image files: decodes, makes upright, resamples to 8 bits, and encodes again.
///
/// A resizer keeps its memory from one image to the next; it belongs to one worker.
public final class ImageResizer {
  private let decoder = ImageDecoder()
  private let oversampling: Double
  private var columns = ResampleWeights()
  private var rows = ResampleWeights()
  private var sums = ScratchBuffer<Float>()
  private var pixels = ScratchBuffer<UInt8>()

  /// Makes a resizer.
  ///
  /// - Parameter oversampling: JPEG images are decoded at 1/2, 1/4 or 1/8 as long as this many decoded pixels remain for
  ///   a pixel of the result, along each side: with 2, as Pillow's `Image.thumbnail` does. Infinity decodes everything
  ///   in full.
  public init(oversampling: Double = 2) { self.oversampling = oversampling }

  /// Returns an image scaled to `size`, upright.
  ///
  /// The filter is Pillow's antialiased triangle (`Image.BILINEAR`), computed in float32 and rounded to 8 bits once, at
  /// the end; Pillow also rounds between its two passes.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, JPEG or PNG.
  ///   - path: The file's path, for the error.
  ///   - size: The size of the result.
  /// - Throws: `ImageError` when this is not an image, it is damaged, or it or the result is larger than
  ///   `ImageHeader.pixelLimit`.
  public func resize(_ bytes: [UInt8], path: String, to size: ScaledSize) throws(ImageError) -> Image {
    let header = try ImageHeader(bytes, path: path)
    let scaled = try bytes.withRawBytes { (bytes) throws(ImageError) in
      try scale(bytes, header: header, path: path, to: size)
    }
    return Image(width: scaled.width, height: scaled.height, pixels: Array(scaled.pixels))
  }

  /// Returns a file of the same format with the image scaled to `size`, upright, as `resize` does it.
  ///
  /// An RGB colour profile goes over into the new file, other metadata do not.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, JPEG or PNG.
  ///   - path: The file's path, for the error.
  ///   - size: The size of the result.
  ///   - quality: The quality of a JPEG file, 1 to 100, as libjpeg counts; its colour is not subsampled.
  /// - Throws: `ImageError` as `resize`, and when the result is too large for the format.
  public func encode(_ bytes: [UInt8], path: String, to size: ScaledSize, quality: Int) throws(ImageError) -> [UInt8] {
    let header = try ImageHeader(bytes, path: path)
    let profile = try ColourProfile(of: bytes, path: path)
    return try bytes.withRawBytes { (bytes) throws(ImageError) in
      let scaled = try scale(bytes, header: header, path: path, to: size)
      return try ImageEncoder.encode(
        scaled, format: header.format, quality: quality, profile: profile?.isRGB == true ? profile : nil, path: path)
    }
  }

  /// Returns a part of an image, upright and scaled to `part.size`, as `resize` scales the whole.
  ///
  /// - Throws: `ImageError` as `resize`.
  public func cut(_ part: ViewPart, from bytes: [UInt8], path: String) throws(ImageError) -> Image {
    let header = try ImageHeader(bytes, path: path)
    let scaled = try bytes.withRawBytes { (bytes) throws(ImageError) in
      try scale(bytes, header: header, path: path, to: part.whole, columns: part.columns, rows: part.rows)
    }
    return Image(width: scaled.width, height: scaled.height, pixels: Array(scaled.pixels))
  }

  private func scale(
    _ bytes: UnsafeRawBufferPointer, header: ImageHeader, path: String, to size: ScaledSize,
    columns columnWindow: Range<Int>? = nil, rows rowWindow: Range<Int>? = nil
  ) throws(ImageError) -> ImageDecoder.Decoded {
    let (columnWindow, rowWindow) = (columnWindow ?? 0..<size.width, rowWindow ?? 0..<size.height)
    guard columnWindow.count <= ImageHeader.pixelLimit / max(rowWindow.count, 1) else {
      throw ImageError(
        path,
        reason: "scaled to \(size.width) × \(size.height) pixels it is over the limit of \(ImageHeader.pixelLimit)")
    }
    let reduction = header.reduction(to: size, oversampling: oversampling)
    let image = try decoder.decode(bytes, header: header, reduction: reduction, path: path)
    let isWhole = columnWindow.count == size.width && rowWindow.count == size.height
    if isWhole, (image.width, image.height) == (size.width, size.height) { return image }

    columns.compute(
      sourceLength: image.width, sourceExtent: Double(header.width) / Double(reduction), targetLength: size.width,
      window: columnWindow, interpolation: .bilinear)
    rows.compute(
      sourceLength: image.height, sourceExtent: Double(header.height) / Double(reduction), targetLength: size.height,
      window: rowWindow, interpolation: .bilinear)
    let count = 3 * columnWindow.count * rowWindow.count
    // The kernel writes a byte more.
    let result = pixels.reserve(count + 1)
    rows.withLines { rows in
      columns.withLines { columns in
        let sums = sums.reserve(kernel_resample_bytes_room(3, columns))
        kernel_resample_bytes(
          image.pixels.baseAddress, 3 * image.width, 3, rows, columns, sums.baseAddress, result.baseAddress,
          3 * columnWindow.count)
      }
    }
    return ImageDecoder.Decoded(
      width: columnWindow.count, height: rowWindow.count, pixels: UnsafeBufferPointer(rebasing: result[..<count]))
  }
}
