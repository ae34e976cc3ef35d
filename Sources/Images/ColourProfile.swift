internal import CCodecs

/// What the numbers of a picture mean as colours: an ICC profile (ISO 15076-1), as JPEG and PNG files carry it.
///
/// Profiles are handed on, not applied: a network sees the numbers as they are, as it did when it was trained.
public struct ColourProfile: Equatable, Sendable {
  /// The whole profile.
  public let bytes: [UInt8]

  /// Reads the profile of an image file; `nil` when it has none.
  ///
  /// - Parameters:
  ///   - file: The whole file, JPEG or PNG.
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` when the file is damaged before its first pixel.
  public init?(of file: [UInt8], path: String) throws(ImageError) {
    bytes = try file.withRawBytes { (file) throws(ImageError) in
      try CodecBytes.check(path) { profile, message in
        codec_read_profile(file.assumingMemoryBound(to: UInt8.self).baseAddress, file.count, profile, message)
      }
    }
    if bytes.isEmpty { return nil }
  }

  /// Whether it is one of red, green and blue: those of inks and of grey do not fit the pictures that we decode.
  public var isRGB: Bool { bytes.count > 128 && bytes[16..<20].elementsEqual("RGB ".utf8) }

  /// Whether it calls itself sRGB somewhere, in ASCII or in UTF-16, as the usual ones do.
  public var isSRGB: Bool {
    let text = bytes.filter { $0 != 0 }
    let name = Array("sRGB".utf8)
    return text.indices.dropLast(name.count - 1).contains { text[$0..<$0 + name.count].elementsEqual(name) }
  }
}
