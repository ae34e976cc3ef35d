internal import Glibc

/// A file that appears under its name only when it is whole: temporary name in the same folder, fsync, rename.
///
/// Until `commit()` the bytes are in a file without a name, so that even a kill leaves nothing behind. `-` is standard
/// output, which has no such protection.
public struct OutputFile: ~Copyable {
  private var descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  private let path: String
  private var temporaryPath: String?
  private static let bufferSize = 1 << 16

  /// Begins a file that will be called `path`; `-` is standard output.
  ///
  /// - Throws: `FileError` when no file can be made in that folder, or `path` is a folder.
  public init(_ path: String) throws(FileError) {
    self.path = path
    buffer.reserveCapacity(OutputFile.bufferSize)
    if path == StandardStream.path {
      descriptor = FileDescriptor(number: STDOUT_FILENO, path: path, closes: false)
      return
    }
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw FileError("write", path, errorNumber: EISDIR) }
      if status.st_mode & S_IFMT != S_IFREG {
        // A device or a named pipe is written as it is: replacing it would destroy it.
        let number = open(path, O_WRONLY | O_CLOEXEC)
        guard number >= 0 else { throw FileError("write", path) }
        descriptor = FileDescriptor(number: number, path: path, closes: true)
        return
      }
    }
    let unnamed = open(OutputFile.folder(of: path), OutputFile.unnamedFlags | O_RDWR | O_CLOEXEC, 0o666)
    if unnamed >= 0 {
      descriptor = FileDescriptor(number: unnamed, path: path, closes: true)
      temporaryPath = "/proc/self/fd/\(unnamed)"
      return
    }
    // Not every file system has files without a name.
    guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else { throw FileError("write", path) }
    let name = OutputFile.temporaryName(for: path)
    let named = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard named >= 0 else { throw FileError("write", path) }
    descriptor = FileDescriptor(number: named, path: path, closes: true)
    temporaryPath = name
  }

  deinit {
    if let temporaryPath, !temporaryPath.hasPrefix("/proc/") { unlink(temporaryPath) }
  }

  /// Whether the bytes would go to a terminal, where binary data has no business.
  public var isTerminal: Bool { isatty(descriptor.number) == 1 }

  /// Adds `bytes` at the end.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: some Collection<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= OutputFile.bufferSize { try flush() }
  }

  /// Adds the bytes of `text` in UTF-8.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ text: String) throws(FileError) { try write(text.utf8) }

  /// Adds `bytes` at the end, without a copy when there are many.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if bytes.count >= OutputFile.bufferSize {
      try flush()
      try descriptor.writeAll(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= OutputFile.bufferSize { try flush() }
    }
  }

  /// Hands what is buffered to the system.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func flush() throws(FileError) {
    let written = buffer
    buffer.removeAll(keepingCapacity: true)
    var failure: FileError?
    written.withUnsafeBytes { bytes in
      do throws(FileError) { try descriptor.writeAll(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file appear under its name, whole and on the disk.
  ///
  /// - Throws: `FileError` when the last bytes cannot be written or the name cannot be given.
  public consuming func commit() throws(FileError) {
    try flush()
    guard let temporaryPath else { return }
    guard fsync(descriptor.number) == 0 else { throw FileError("write", path) }
    var source = temporaryPath
    if source.hasPrefix("/proc/") {
      source = OutputFile.temporaryName(for: path)
      guard linkat(AT_FDCWD, temporaryPath, AT_FDCWD, source, AT_SYMLINK_FOLLOW) == 0 else {
        throw FileError("write", path)
      }
    }
    guard rename(source, path) == 0 else {
      let error = FileError("write", path)
      unlink(source)
      throw error
    }
  }

  // `O_TMPFILE` is a macro that Swift cannot import: __O_TMPFILE | O_DIRECTORY.
  private static var unnamedFlags: Int32 { 0o20000000 | O_DIRECTORY }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // The process number makes it ours: two runs that write the same name do not meet before the rename.
  private static func temporaryName(for path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return "\(folder(of: path))/.\(name).\(getpid()).tmp"
  }
}
