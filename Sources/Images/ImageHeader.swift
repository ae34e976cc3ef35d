internal import CCodecs

/// The kinds of image file that are read; the file's content decides, not its name.
public enum ImageFormat: String, Sendable, CaseIterable {
  case jpeg
  case png

  /// The format that a file's name asks for by its suffix; `nil` for another suffix or none.
  public init?(suffixOf name: String) {
    let name = name.lowercased()
    if name.hasSuffix(".png") {
      self = .png
    } else if name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
      self = .jpeg
    } else {
      return nil
    }
  }
}

/// What an image file says about itself before any pixel is decoded.
public struct ImageHeader: Equatable, Sendable {
  /// The kind of file.
  public let format: ImageFormat
  /// How the stored pixels lie to the upright picture: from EXIF in JPEG, from `eXIf` in PNG, upright when it is not said.
  public let orientation: Orientation
  /// The width of the upright picture, in pixels.
  public let width: Int
  /// The height of the upright picture, in pixels.
  public let height: Int
  /// Whether `ImageDecoder.decodePlanes` reads it.
  let hasPlanes: Bool

  /// The largest number of pixels that is accepted, Pillow's: hostile files must not fill the memory.
  public static let pixelLimit = Int(codec_pixel_limit)

  /// The longest file that is worth opening: a device that never ends must not fill the memory.
  public static let byteLimit = 1 << 30

  /// Reads the header of an image file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file. (The orientation of a PNG image may come at its end.)
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` when this is not a JPEG or PNG image, its header is damaged, or it has more pixels than
  ///   `pixelLimit`.
  public init(_ bytes: UnsafeRawBufferPointer, path: String) throws(ImageError) {
    var header = codec_header()
    try CodecMessage.check(path) { message in
      codec_read_header(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, &header, message)
    }
    format = header.format == codec_format_png ? .png : .jpeg
    orientation = Orientation(rawValue: Int(header.orientation)) ?? .upright
    width = orientation.swapsAxes ? header.height : header.width
    height = orientation.swapsAxes ? header.width : header.height
    hasPlanes = header.has_planes
  }

  /// Reads the header of an image file.
  ///
  /// - Throws: `ImageError` as above.
  public init(_ bytes: [UInt8], path: String) throws(ImageError) {
    self = try bytes.withRawBytes { (bytes) throws(ImageError) in try ImageHeader(bytes, path: path) }
  }

  /// The size of the upright pixels, decoded at 1 / `reduction`.
  func size(reduction: Int) -> ScaledSize {
    ScaledSize(width: (width + reduction - 1) / reduction, height: (height + reduction - 1) / reduction)
  }

  /// The size of the stored pixels, decoded at 1 / `reduction`.
  func storedSize(reduction: Int) -> ScaledSize {
    let size = size(reduction: reduction)
    return orientation.swapsAxes ? size.turned : size
  }

  /// The strongest reduction that leaves `oversampling` pixels for each of the scaled picture, along each side.
  func reduction(to size: ScaledSize, oversampling: Double) -> Int {
    guard format == .jpeg else { return 1 }
    let factor = min(Double(width) / Double(size.width), Double(height) / Double(size.height))
    return [8, 4, 2].first { factor >= oversampling * Double($0) } ?? 1
  }
}

/// The codecs' messages as errors.
enum CodecMessage {
  /// Calls `body` with room for a message, and throws the message when `body` returns false.
  static func check(
    _ path: String, _ body: (UnsafeMutablePointer<CChar>) -> Bool
  ) throws(ImageError) {
    var reason: String?
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(codec_message_size)) { message in
      guard let start = message.baseAddress else { return }
      start.initialize(repeating: 0, count: message.count)
      if !body(start) { reason = String(cString: start) }
    }
    if let reason { throw ImageError(path, reason: reason) }
  }
}
