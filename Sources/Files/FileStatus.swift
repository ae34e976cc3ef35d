internal import Glibc

/// Asks about files without opening them.
public enum FileStatus {
  /// Whether there is a file at `path`, or anything else of that name.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }
}
