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

  /// Sees to it that the file at `path`, if there is one, is still the one that is locked.
  ///
  /// - Throws: `FileError` when another run has put its own there.
  public func expectFile(_ path: String) throws(FileError) {
    if let there = FileIdentity(of: path), there != FileIdentity(of: descriptor) { throw FileLock.refusal(of: path) }
  }

  static func refusal(of path: String) -> FileError {
    FileError("use", path, reason: "another run is working on it")
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
