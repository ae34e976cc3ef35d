internal import Glibc

/// An open file, closed when it goes out of scope.
public struct FileDescriptor: ~Copyable, Sendable {
  /// The number the system knows it by.
  public let number: Int32
  /// The path it was opened with, for error sentences.
  public let path: String
  private let closes: Bool

  init(number: Int32, path: String, closes: Bool) {
    self.number = number
    self.path = path
    self.closes = closes
  }

  deinit {
    if closes { _ = Glibc.close(number) }
  }

  /// Opens `path` for reading; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be opened or is a folder.
  public static func reading(_ path: String) throws(FileError) -> FileDescriptor {
    if path == StandardStream.path { return FileDescriptor(number: STDIN_FILENO, path: path, closes: false) }
    let number = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw FileError("open", path) }
    let descriptor = FileDescriptor(number: number, path: path, closes: true)
    var status = stat()
    guard fstat(number, &status) == 0 else { throw FileError("read", path) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError("read", path, errorNumber: EISDIR) }
    return descriptor
  }

  /// Opens the ordinary file at `path` for reading.
  ///
  /// Anything else is refused before it is opened: a pipe may never be written to, and opening a device may do something.
  ///
  /// - Throws: `FileError` when it cannot be opened, or is a folder, a pipe, a socket or a device.
  static func readingOrdinaryFile(_ path: String) throws(FileError) -> FileDescriptor {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError("open", path) }
    try checkOrdinary(status, path)
    // It may have become something else in between.
    let number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard number >= 0 else { throw FileError("open", path) }
    let descriptor = FileDescriptor(number: number, path: path, closes: true)
    guard fstat(number, &status) == 0 else { throw FileError("read", path) }
    try checkOrdinary(status, path)
    return descriptor
  }

  private static func checkOrdinary(_ status: stat, _ path: String) throws(FileError) {
    func other(_ kind: String) -> FileError { FileError("read", path, reason: "\(kind), not an ordinary file") }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileError("read", path, errorNumber: EISDIR)
    case S_IFIFO: throw other("a pipe")
    case S_IFSOCK: throw other("a socket")
    default: throw other("a device")
    }
  }

  /// Keeps other runs from the file while this one works on it: an advisory lock, which a kill takes away too.
  ///
  /// - Throws: `FileError` when another run has locked it.
  func lock() throws(FileError) {
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      throw FileLock.refusal(of: path)
    }
  }

  /// Reads up to `buffer.count` bytes and returns how many came; zero is the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileError("read", path) }
    }
  }

  /// Writes all of `buffer` and empties it, whether that succeeds or not.
  func writeAll(emptying buffer: inout [UInt8]) throws(FileError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    var failure: FileError?
    buffer.withUnsafeBytes { bytes in
      do throws(FileError) { try writeAll(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Writes all of `bytes`.
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileError("write", path)
      }
    }
  }
}
