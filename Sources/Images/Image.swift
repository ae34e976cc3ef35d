/// A picture in memory: upright, 8-bit red, green and blue, interleaved, rows from the top without gaps.
public struct Image: Equatable, Sendable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// 3 × width × height bytes.
  public let pixels: [UInt8]

  /// Makes a picture from its pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == 3 * width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Decodes a JPEG or PNG file at its full size and makes it upright.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` as `ImageDecoder.decode`.
  public init(_ bytes: [UInt8], path: String) throws(ImageError) {
    let decoder = ImageDecoder()
    let header = try ImageHeader(bytes, path: path)
    let decoded = try bytes.withRawBytes { (bytes) throws(ImageError) in
      try decoder.decode(bytes, header: header, reduction: 1, path: path)
    }
    self.init(width: decoded.width, height: decoded.height, pixels: Array(decoded.pixels))
  }
}
