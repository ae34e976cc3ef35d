internal import Files
public import Images

/// A photograph made small, or why it cannot be shown.
public enum Thumbnail: Sendable {
  /// The photograph, no larger than it should be.
  case picture(Image)
  /// A sentence that names the file.
  case damaged(String)

  /// Reads the file at `path` and fits it into a square; a smaller one keeps its size.
  public init(of path: String, side: Int) {
    do {
      let bytes = try InputFile.bytes(ofOrdinaryFile: path, limit: ImageHeader.byteLimit)
      let header = try ImageHeader(bytes, path: path)
      let scale = min(1, Double(side) / Double(max(header.width, header.height)))
      let size = ScaledSize(
        width: max(1, Int((Double(header.width) * scale).rounded())),
        height: max(1, Int((Double(header.height) * scale).rounded())))
      self = .picture(try ImageResizer().resize(bytes, path: path, to: size))
    } catch {
      self = .damaged("\(error)")
    }
  }
}
