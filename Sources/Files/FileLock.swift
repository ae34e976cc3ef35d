internal import Glibc

/// Keeps other runs from a file as long as it lives.
public final class FileLock {
  private let descriptor: FileDescriptor

  private init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

  /// Locks an open file, which may be closed elsewhere.
  init(sharing original: borrowing FileDescriptor) throws(FileError) {
    let number = fcntl(original.number, F_DUPFD_CLOEXEC, 0)
    guard number >= 0 else { throw FileError("use", original.path) }
    descriptor = FileDescriptor(number: number, path: original.path, closes: true)
    try descriptor.lock()
  }

  /// Locks the file at `path`; returns `nil` when it is not there.
  ///
  /// - Throws: `FileError` when another run has locked it, or it cannot be opened.
  public static func taken(_ path: String) throws(FileError) -> FileLock? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError("open", path)
    }
    let descriptor = FileDescriptor(number: number, path: path, closes: true)
    try descriptor.lock()
    return FileLock(descriptor)
  }
}
