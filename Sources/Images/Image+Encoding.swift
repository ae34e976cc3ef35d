extension Image {
  /// Returns the picture as a file.
  ///
  /// - Parameters:
  ///   - format: The kind of file.
  ///   - quality: The quality of a JPEG file, 1 to 100, as libjpeg counts; its colour is not subsampled.
  ///   - path: The path to name in the error.
  /// - Throws: `ImageError` when the picture is too large for the format.
  public func encoded(as format: ImageFormat, quality: Int = 90, path: String) throws(ImageError) -> [UInt8] {
    try pixels.withRawBytes { (bytes) throws(ImageError) in
      try ImageEncoder.encode(
        ImageDecoder.Decoded(width: width, height: height, pixels: bytes.assumingMemoryBound(to: UInt8.self)),
        format: format, quality: quality, profile: nil, path: path)
    }
  }
}
