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
  private var planes = PlaneResizer()

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
  /// JPEG images are scaled in the colours that their files keep, where that can be: the result is the same but for rounding,
  /// and for colours that RGB does not have, which are not clipped. An RGB colour profile goes over into the new file, other
  /// metadata do not.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, JPEG or PNG.
  ///   - path: The file's path, for the error.
  ///   - size: The size of the result.
  ///   - quality: The quality of a JPEG file, 1 to 100, as libjpeg counts; its colour is not subsampled.
  /// - Throws: `ImageError` as `resize`, and when the result is too large for the format.
  public func encode(_ bytes: [UInt8], path: String, to size: ScaledSize, quality: Int) throws(ImageError) -> [UInt8] {
    try encode(
      bytes, header: try ImageHeader(bytes, path: path), profile: try ColourProfile(of: bytes, path: path), path: path,
      to: size, quality: quality)
  }

  /// Returns a file as above, of an image whose header and profile have been read.
  public func encode(
    _ bytes: [UInt8], header: ImageHeader, profile: ColourProfile?, path: String, to size: ScaledSize, quality: Int
  ) throws(ImageError) -> [UInt8] {
    let kept = profile?.isRGB == true ? profile : nil
    return try bytes.withRawBytes { (bytes) throws(ImageError) in
      if let scaled = try scalePlanes(bytes, header: header, path: path, to: size) {
        return try ImageEncoder.encode(scaled, quality: quality, profile: kept, path: path)
      }
      let scaled = try scale(bytes, header: header, path: path, to: size)
      return try ImageEncoder.encode(scaled, format: header.format, quality: quality, profile: kept, path: path)
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
    try ImageResizer.checkLimit(columns: columnWindow.count, rows: rowWindow.count, of: size, path: path)
    let reduction = header.reduction(to: size, oversampling: oversampling)
    let image = try decoder.decode(bytes, header: header, reduction: reduction, path: path)
    let isWhole = columnWindow.count == size.width && rowWindow.count == size.height
    if isWhole, (image.width, image.height) == (size.width, size.height) { return image }

    columns.compute(
      SourceLine(length: image.width, extent: Double(header.width) / Double(reduction)), targetLength: size.width,
      window: columnWindow, interpolation: .bilinear)
    rows.compute(
      SourceLine(length: image.height, extent: Double(header.height) / Double(reduction)), targetLength: size.height,
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

  /// Returns the image scaled in its planes of colour; `nil` when it has none, or is not scaled.
  private func scalePlanes(
    _ bytes: UnsafeRawBufferPointer, header: ImageHeader, path: String, to size: ScaledSize
  ) throws(ImageError) -> ColourPlanes? {
    let reduction = header.reduction(to: size, oversampling: oversampling)
    guard header.hasPlanes, header.size(reduction: reduction) != size else { return nil }
    try ImageResizer.checkLimit(columns: size.width, rows: size.height, of: size, path: path)
    let picture = try decoder.decodePlanes(bytes, header: header, reduction: reduction, path: path)
    return planes.resize(picture, of: header, reduction: reduction, to: size)
  }

  private static func checkLimit(columns: Int, rows: Int, of size: ScaledSize, path: String) throws(ImageError) {
    guard columns <= ImageHeader.pixelLimit / max(rows, 1) else {
      throw ImageError(
        path,
        reason: "scaled to \(size.width) × \(size.height) pixels it is over the limit of \(ImageHeader.pixelLimit)")
    }
  }
}
