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
    var encoded = codec_picture()
    encoded.pixels = picture.pixels.baseAddress
    (encoded.width, encoded.height) = (picture.width, picture.height)
    return try encode(encoded, format: format, quality: quality, profile: profile, path: path)
  }

  /// Returns a JPEG file of upright planes that all have the picture's size, as above.
  static func encode(
    _ picture: ColourPlanes, quality: Int, profile: ColourProfile?, path: String
  ) throws(ImageError) -> [UInt8] {
    let result: Result<[UInt8], ImageError> = picture.planes.withUnsafeBufferPointer { planes in
      var encoded = codec_picture()
      encoded.planes = planes.baseAddress
      (encoded.width, encoded.height) = (picture.width, picture.height)
      do throws(ImageError) {
        return .success(try encode(encoded, format: .jpeg, quality: quality, profile: profile, path: path))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func encode(
    _ picture: codec_picture, format: ImageFormat, quality: Int, profile: ColourProfile?, path: String
  ) throws(ImageError) -> [UInt8] {
    try (profile?.bytes ?? []).withRawBytes { (profile) throws(ImageError) in
      var picture = picture
      picture.profile = profile.assumingMemoryBound(to: UInt8.self).baseAddress
      picture.profile_count = profile.count
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
