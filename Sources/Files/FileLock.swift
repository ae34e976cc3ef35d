internal import Glibc

/// Keeps other runs from a file while this one works on it: an advisory lock, which a kill takes away too.
public final class FileLock {
  private let number: Int32

  private init(number: Int32) { self.number = number }

  deinit { close(number) }

  /// Locks the file at `path`; returns `nil` when it is not there.
  ///
  /// - Throws: `FileError` when another run has locked it, or it cannot be opened.
  public static func taken(_ path: String) throws(FileError) -> FileLock? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError("open", path)
    }
    let lock = FileLock(number: number)
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      throw FileError("use", path, reason: "another run is working on it")
    }
    return lock
  }
}
