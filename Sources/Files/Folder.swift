internal import Glibc

/// Makes folders, and takes files out of them.
public enum Folder {
  /// Removes the file at `path`, if it is there and may be removed.
  public static func removeFile(_ path: String) { unlink(path) }

  /// Makes the folder `path` and those it is in, where they are missing.
  ///
  /// - Throws: `FileError` when it cannot be made, or something else has its name.
  public static func make(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try make(String(path[..<slash]))
      if mkdir(path, 0o777) == 0 { return }
    }
    // Another thread may have been quicker.
    guard errno == EEXIST else { throw FileError("make the folder", path) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError("make the folder", path, errorNumber: ENOTDIR)
    }
  }
}
