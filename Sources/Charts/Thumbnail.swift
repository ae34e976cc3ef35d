internal import Files
public import Images
public import Records

/// A photograph made small, or why it cannot be shown.
public enum Thumbnail: Sendable {
  /// The photograph, no larger than it should be.
  case picture(Image)
  /// A sentence that names the file.
  case damaged(String)

  /// Reads the file at `path`, fits it into a square and draws its heat map, if it has one, over it; a smaller one keeps its
  /// size.
  public init(of path: String, side: Int, heatMap: HeatMap? = nil) {
    do {
      let bytes = try InputFile.bytes(ofOrdinaryFile: path, limit: ImageHeader.byteLimit)
      let header = try ImageHeader(bytes, path: path)
      let scale = min(1, Double(side) / Double(max(header.width, header.height)))
      let size = ScaledSize(
        width: max(1, Int((Double(header.width) * scale).rounded())),
        height: max(1, Int((Double(header.height) * scale).rounded())))
      let picture = try ImageResizer().resize(bytes, path: path, to: size)
      self = .picture(
        heatMap.map { HeatOverlay($0, width: size.width, height: size.height).draw(on: picture) } ?? picture)
    } catch {
      self = .damaged("\(error)")
    }
  }
}
