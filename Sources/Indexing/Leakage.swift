internal import Files
public import Records

/// Finds photographs that are in train and again in valid, where they make the accuracy look better than it is.
public enum Leakage {
  /// Returns a sentence that names one of them and says how many there are; `nil` when there are none.
  public static func sentence(about records: [ImageRecord]) -> String? {
    var training: [Digest: String] = [:]
    for record in records where record.split == .train {
      if let digest = record.digest { training[digest] = record.path }
    }
    let repeated = records.compactMap { record -> (String, String)? in
      guard record.split == .valid, let digest = record.digest, let path = training[digest] else { return nil }
      return (record.path, path)
    }
    guard let (path, twin) = repeated.first else { return nil }
    let others = repeated.count == 1 ? "" : " (and \(repeated.count - 1) more)"
    return "'\(path)' in valid is the same file as '\(twin)' in train\(others)"
  }
}
