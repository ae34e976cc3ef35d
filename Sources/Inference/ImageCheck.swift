internal import Images
public import Records
internal import Workers

/// Finds out which photographs can be read, before hours of work depend on them.
public enum ImageCheck {
  /// What was found out about a photograph.
  public enum Finding: Sendable {
    /// It can be decoded; its record, with a digest.
    case readable(ImageRecord)
    /// A sentence that says why it cannot be used.
    case damaged(String)
  }

  /// Reads and decodes each photograph.
  ///
  /// - Parameters:
  ///   - records: The photographs.
  ///   - root: Where relative paths start; `nil` is the working directory.
  ///   - workers: The number of processors to use.
  /// - Returns: A finding for each record.
  /// - Throws: `ChangedImage` when a file is not what its record says.
  public static func findings(of records: [ImageRecord], root: String?, workers: Int) throws(ChangedImage) -> [Finding]
  {
    let results = Workers.map(records.count, workers: workers) { check(records[$0], root: root) }
    var findings: [Finding] = []
    for result in results { findings.append(try result.get()) }
    return findings
  }

  private static func check(_ record: ImageRecord, root: String?) -> Result<Finding, ChangedImage> {
    do {
      let file = try ImageFile(of: record, under: root)
      try ImageHeader(file.bytes, path: record.path).verify(file.bytes, path: record.path)
      return .success(.readable(record.with(digest: file.digest)))
    } catch let error as ChangedImage {
      return .failure(error)
    } catch {
      return .success(.damaged("\(error)"))
    }
  }
}
