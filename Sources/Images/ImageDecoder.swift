internal import CCodecs
internal import CKernels

/// Decodes JPEG and PNG files to upright 8-bit RGB, or to their own planes of colour, into memory of its own that grows and is used again.
///
/// What is read: JPEG of 8 bits a sample with 1 (grey, replicated), 3, or 4 components (inks, converted without a
/// profile; Adobe's inverted values are known by their marker), baseline, progressive or arithmetic-coded; every kind
/// of PNG, of which 16 bits keep the upper 8 and alpha is dropped without compositing, as OpenCV does.
///
/// What is damaged: a file that is cut off anywhere, even by its last byte; a PNG image whose checksums do not fit; a
/// JPEG image with data that is missing or spoilt before its last row of blocks. (Pillow and OpenCV refuse the first
/// two as well, but let spoilt JPEG data pass, with a picture that is partly grey or shifted: nothing to learn from.) What
/// they and we let pass: bytes between JPEG segments or after the end, an unknown JFIF version, a last row of blocks
/// that lacks some bits.
final class ImageDecoder {
  /// What was decoded last, with the decoder's memory, which may not outlive the next call.
  struct Decoded {
    let width: Int
    let height: Int
    let pixels: UnsafeBufferPointer<UInt8>
  }

  private var stored = ScratchBuffer<UInt8>()
  private var upright = ScratchBuffer<UInt8>()

  /// Decodes `bytes` and makes the picture upright.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - header: What `ImageHeader` read from `bytes`.
  ///   - reduction: 1, 2, 4 or 8: a JPEG image is decoded to ceil(side / reduction) pixels. 1 for PNG.
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` when the image is damaged or of a kind that is not read.
  func decode(
    _ bytes: UnsafeRawBufferPointer, header: ImageHeader, reduction: Int, path: String
  ) throws(ImageError) -> Decoded {
    let size = header.storedSize(reduction: reduction)
    let source = stored.reserve(3 * size.width * size.height)
    try CodecMessage.check(path) { message in
      codec_decode(
        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, Int32(reduction), size.width, size.height,
        source.baseAddress, message)
    }
    let orientation = header.orientation
    if orientation == .upright {
      return Decoded(width: size.width, height: size.height, pixels: UnsafeBufferPointer(source))
    }
    let (width, height) = orientation.swapsAxes ? (size.height, size.width) : (size.width, size.height)
    let destination = upright.reserve(source.count)
    kernel_orient(
      source.baseAddress, 3 * size.width, 3, destination.baseAddress, 3 * width, width, height, orientation.swapsAxes,
      orientation.reversesColumns, orientation.reversesRows)
    return Decoded(width: width, height: height, pixels: UnsafeBufferPointer(destination))
  }

  /// Decodes `bytes`, whose header has planes, to these, in the stored orientation.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - header: What `ImageHeader` read from `bytes`.
  ///   - reduction: As of `decode`.
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` as `decode`.
  func decodePlanes(
    _ bytes: UnsafeRawBufferPointer, header: ImageHeader, reduction: Int, path: String
  ) throws(ImageError) -> ColourPlanes {
    let size = header.storedSize(reduction: reduction)
    let memory = stored.reserve(codec_planes_room(size.width, size.height))
    var planes = [codec_plane](repeating: codec_plane(), count: ColourPlanes.count)
    try CodecMessage.check(path) { message in
      codec_decode_planes(
        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, Int32(reduction), size.width, size.height,
        memory.baseAddress, &planes, message)
    }
    return ColourPlanes(width: size.width, height: size.height, planes: planes)
  }
}
