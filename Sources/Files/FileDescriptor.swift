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
