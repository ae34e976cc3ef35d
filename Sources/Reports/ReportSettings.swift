/// How a report is made.
public struct ReportSettings: Sendable {
  /// What is written above it.
  public var title: String
  /// How many photographs a sheet shows.
  public var sheetCount: Int
  /// The side of the square that a photograph fits into, in pixels.
  public var thumbnailSide: Int
  /// Where relative paths start; `nil` is the working directory.
  public var root: String?
  /// The number of processors to use.
  public var workers: Int

  /// Chooses the settings.
  public init(title: String, sheetCount: Int, thumbnailSide: Int, root: String?, workers: Int) {
    self.title = title
    self.sheetCount = sheetCount
    self.thumbnailSide = thumbnailSide
    self.root = root
    self.workers = workers
  }
}
