internal import Glibc

/// Keeps other runs from a file as long as it lives.
public final class FileLock {
  private let descriptor: FileDescriptor

  private init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

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
