internal import CCodecs

/// Encodes pictures as JPEG and PNG files.
enum ImageEncoder {
  /// Returns the file.
  ///
  /// - Parameters:
  ///   - picture: Upright pixels.
  ///   - format: The kind of file.
  ///   - quality: The quality of a JPEG file, 1 to 100; its colour is at full resolution (4:4:4).
  ///   - profile: A colour profile to put into it.
  ///   - path: The path to name in the error.
  /// - Throws: `ImageError` when the picture is too large for the format.
  static func encode(
    _ picture: ImageDecoder.Decoded, format: ImageFormat, quality: Int, profile: ColourProfile?, path: String
  ) throws(ImageError) -> [UInt8] {
    try (profile?.bytes ?? []).withRawBytes { (profile) throws(ImageError) in
      var picture = codec_picture(
        pixels: picture.pixels.baseAddress, width: picture.width, height: picture.height,
        profile: profile.assumingMemoryBound(to: UInt8.self).baseAddress, profile_count: profile.count)
      return try CodecBytes.check(path) { file, message in
        codec_encode(format == .png ? codec_format_png : codec_format_jpeg, &picture, Int32(quality), file, message)
      }
    }
  }
}

/// Bytes that a codec allocated.
enum CodecBytes {
  /// Calls `body` with a place for bytes and room for a message; returns a copy of the bytes.
  ///
  /// - Throws: `ImageError` with the message when `body` returns false.
  static func check(
    _ path: String, _ body: (UnsafeMutablePointer<codec_bytes>, UnsafeMutablePointer<CChar>) -> Bool
  ) throws(ImageError) -> [UInt8] {
    var bytes = codec_bytes(bytes: nil, count: 0)
    defer { codec_release(bytes) }
    try CodecMessage.check(path) { message in body(&bytes, message) }
    return Array(UnsafeBufferPointer(start: bytes.bytes, count: bytes.count))
  }
}
