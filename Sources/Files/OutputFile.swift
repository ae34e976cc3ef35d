internal import Glibc

/// A file that appears under its name only when it is whole: temporary name in the same folder, fsync, rename.
///
/// Until `commit()` the bytes are in a file without a name, so that even a kill leaves nothing behind. `-` is standard
/// output, which has no such protection.
public struct OutputFile: ~Copyable {
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  private let path: String
  private let temporary: Temporary?
  private let holdsBack: Bool

  /// The file that will be renamed.
  private enum Temporary {
    case unnamed(Int32)
    case named(String)
  }

  private struct Opened: ~Copyable {
    let descriptor: FileDescriptor
    let temporary: Temporary?

    init(_ descriptor: consuming FileDescriptor, _ temporary: Temporary?) {
      self.descriptor = descriptor
      self.temporary = temporary
    }
  }

  private static let bufferSize = 1 << 16

  /// Begins a file that will be called `path`; `-` is standard output.
  ///
  /// - Parameters:
  ///   - path: A path, or `-`. A link is followed: the file behind it is replaced, when there is one.
  ///   - isText: Whether it may go to a terminal.
  ///   - holdsBack: Whether standard output too gets nothing before `commit()`; then everything is kept in memory.
  /// - Throws: `FileError` when no file can be made in that folder, or `path` is a folder.
  public init(_ path: String, isText: Bool = true, holdsBack: Bool = false) throws(FileError) {
    let opened = try OutputFile.open(path, canBeUnnamed: true)
    guard isText || isatty(opened.descriptor.number) == 0 else {
      throw FileError("write", path, reason: "it is a terminal, and this is not text")
    }
    self.init(opened, path: path, holdsBack: holdsBack)
  }

  /// Begins a file as on a file system that has no files without a name.
  package init(named path: String) throws(FileError) {
    self.init(try OutputFile.open(path, canBeUnnamed: false), path: path, holdsBack: false)
  }

  private init(_ opened: consuming Opened, path: String, holdsBack: Bool) {
    temporary = opened.temporary
    descriptor = opened.descriptor
    self.path = path
    self.holdsBack = holdsBack
    buffer.reserveCapacity(OutputFile.bufferSize)
  }

  private static func open(_ path: String, canBeUnnamed: Bool) throws(FileError) -> Opened {
    if path == StandardStream.path {
      return Opened(FileDescriptor(number: STDOUT_FILENO, path: path, closes: false), nil)
    }
    // Its folder would be the working directory.
    if path.isEmpty { throw FileError("write", path, errorNumber: ENOENT) }
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw FileError("write", path, errorNumber: EISDIR) }
      if status.st_mode & S_IFMT != S_IFREG {
        // A device or a named pipe is written as it is: replacing it would destroy it.
        let number = Glibc.open(path, O_WRONLY | O_CLOEXEC)
        guard number >= 0 else { throw FileError("write", path) }
        return Opened(FileDescriptor(number: number, path: path, closes: true), nil)
      }
    }
    let folder = folder(of: followed(path))
    if canBeUnnamed {
      let number = Glibc.open(folder, unnamedFlags | O_RDWR | O_CLOEXEC, 0o666)
      if number >= 0 {
        return Opened(FileDescriptor(number: number, path: path, closes: true), .unnamed(number))
      }
      // Not every file system has files without a name.
      guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else { throw FileError("write", path) }
    }
    var number: Int32 = -1
    let name = try newName(in: folder, for: path) { name in
      number = Glibc.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      return number >= 0
    }
    return Opened(FileDescriptor(number: number, path: path, closes: true), .named(name))
  }

  deinit {
    if case .named(let name) = temporary { unlink(name) }
  }

  /// Adds `bytes` at the end.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: some Collection<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= OutputFile.bufferSize, !holdsBack { try flush() }
  }

  /// Adds the bytes of `text` in UTF-8.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ text: String) throws(FileError) { try write(text.utf8) }

  /// Adds `bytes` at the end, without a copy when there are many.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if bytes.count >= OutputFile.bufferSize, !holdsBack {
      try flush()
      try descriptor.writeAll(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= OutputFile.bufferSize, !holdsBack { try flush() }
    }
  }

  /// Hands what is buffered to the system.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func flush() throws(FileError) { try descriptor.writeAll(emptying: &buffer) }

  /// Keeps other runs from the file from its first moment on, for as long as what is returned lives.
  ///
  /// Standard output, pipes and devices are not kept from anybody.
  ///
  /// - Throws: `FileError` when the system has no more descriptors.
  public func locked() throws(FileError) -> FileLock? {
    guard temporary != nil else { return nil }
    return try FileLock(sharing: descriptor)
  }

  /// Makes the file appear under its name, whole and on the disk.
  ///
  /// - Parameter waitsForDisk: Otherwise a failure of power can leave an empty or a torn file under the name: for
  ///   files that whoever reads them knows to be whole or not, and that can be made again.
  /// - Throws: `FileError` when the last bytes cannot be written or the name cannot be given.
  public consuming func commit(waitsForDisk: Bool = true) throws(FileError) {
    try flush()
    guard let temporary else { return }
    guard !waitsForDisk || fsync(descriptor.number) == 0 else { throw FileError("write", path) }
    let target = OutputFile.followed(path)
    let source: String
    switch temporary {
    case .named(let name): source = name
    case .unnamed(let number):
      // A name that is free is given at once, so that a kill finds no moment between.
      if OutputFile.link(number, to: target) { return }
      guard errno == EEXIST else { throw FileError("write", path) }
      source = try OutputFile.newName(in: OutputFile.folder(of: target), for: path) { name in
        OutputFile.link(number, to: name)
      }
    }
    guard rename(source, target) == 0 else {
      let error = FileError("write", path)
      unlink(source)
      throw error
    }
  }

  private static func link(_ number: Int32, to name: String) -> Bool {
    linkat(AT_FDCWD, "/proc/self/fd/\(number)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
  }

  // `O_TMPFILE` is a macro that Swift cannot import: __O_TMPFILE | O_DIRECTORY.
  private static var unnamedFlags: Int32 { 0o20000000 | O_DIRECTORY }

  /// Returns the folder in which a file called `path` is made; `nil` for standard output, pipes and devices.
  static func folderOfNewFile(_ path: String) -> String? {
    var status = stat()
    if path == StandardStream.path || stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG { return nil }
    return folder(of: followed(path))
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Where a link leads, to replace the file behind it and not the link (`/dev/stdout` is one).
  private static func followed(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
      return path
    }
    defer { free(real) }
    return String(cString: real)
  }

  /// Finds a name in `folder` that is not in use, with which `make` succeeds.
  ///
  /// It holds the process number, but that comes again, and one process may write the same file twice.
  private static func newName(
    in folder: String, for path: String, make: (String) -> Bool
  ) throws(FileError) -> String {
    for attempt in 0..<10_000 {
      let name = "\(folder)/.finetools.\(getpid()).\(attempt).tmp"
      if make(name) { return name }
      guard errno == EEXIST else { throw FileError("write", path) }
    }
    throw FileError("write", path)
  }
}
