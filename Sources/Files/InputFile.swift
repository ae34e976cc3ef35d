internal import Glibc

/// Reads whole files.
public enum InputFile {
  /// What some programs put before a text in UTF-8; it is no part of the text.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Returns a text without the byte order mark before it.
  public static func withoutByteOrderMark(_ text: [UInt8]) -> ArraySlice<UInt8> {
    text.dropFirst(text.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
  }

  /// Returns all bytes of the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - limit: The most bytes to accept: hostile input must not fill the memory.
  /// - Throws: `FileError` when it cannot be opened or read, or is longer than `limit`.
  public static func bytes(of path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    try bytes(of: try FileDescriptor.reading(path), limit: limit)
  }

  /// Returns all bytes of the ordinary file at `path`; neither pipes nor devices, for which a tool might wait for ever.
  ///
  /// - Parameters:
  ///   - path: A path; `-` is a file of that name.
  ///   - limit: The most bytes to accept.
  /// - Throws: `FileError` when it cannot be read, is no ordinary file, or is longer than `limit`.
  public static func bytes(ofOrdinaryFile path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    try bytes(of: try FileDescriptor.readingOrdinaryFile(path), limit: limit)
  }

  /// Returns the first bytes of the ordinary file at `path`, at most `count`.
  ///
  /// - Throws: `FileError` when it cannot be read or is no ordinary file.
  public static func start(ofOrdinaryFile path: String, count: Int) throws(FileError) -> [UInt8] {
    let descriptor = try FileDescriptor.readingOrdinaryFile(path)
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileError) { try fill(buffer, &filled, from: descriptor) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The most bytes that are read from what has no size of its own: a quarter of the machine's memory.
  package static let pipeLimit = max(1 << 26, sysconf(Int32(_SC_PHYS_PAGES)) / 4 * sysconf(Int32(_SC_PAGESIZE)))

  static func bytes(of descriptor: borrowing FileDescriptor, limit: Int = .max) throws(FileError) -> [UInt8] {
    var status = stat()
    let isRegular = fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isRegular, status.st_size > limit { throw tooLong(descriptor.path, limit) }
    // One byte more than the size, so that the end is seen without growing the array.
    return try bytes(of: descriptor, capacity: isRegular ? Int(status.st_size) + 1 : 1 << 16) { _ in limit }
  }

  /// Reads a file in pieces that double; `limit` says how long one may be that begins with what was read so far.
  ///
  /// - Parameter pipeLimit: How long it may be, whatever `limit` says, when it is no ordinary file.
  package static func bytes(
    of descriptor: borrowing FileDescriptor, capacity: Int = 1 << 16, pipeLimit: Int = pipeLimit,
    limit: (UnsafeRawBufferPointer) throws(FileError) -> Int
  ) throws(FileError) -> [UInt8] {
    var status = stat()
    let isRegular = fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let memoryLimit = isRegular ? .max : pipeLimit
    var capacity = capacity
    var bytes: [UInt8] = []
    while true {
      let start = bytes.count
      var failure: FileError?
      var longest = 0
      bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        buffer.baseAddress?.update(from: bytes, count: start)
        count = start
        do throws(FileError) {
          try fill(buffer, &count, from: descriptor)
          longest = try limit(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      if bytes.count > longest { throw tooLong(descriptor.path, longest) }
      if bytes.count > memoryLimit {
        let reason = "longer than \(memoryLimit) bytes, a quarter of this machine's memory"
        throw FileError("read", descriptor.path, reason: "\(reason); an ordinary file may be longer")
      }
      if bytes.count < capacity { return bytes }
      longest = min(longest, memoryLimit)
      capacity = longest == .max ? capacity * 2 : min(capacity * 2, longest + 1)
    }
  }

  /// Reads until `buffer`, of which `count` bytes are in use, is full or the file ends.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, from descriptor: borrowing FileDescriptor
  ) throws(FileError) {
    while count < buffer.count {
      let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
      let added = try descriptor.read(into: free)
      if added == 0 { return }
      count += added
    }
  }

  private static func tooLong(_ path: String, _ limit: Int) -> FileError {
    FileError("read", path, reason: "longer than \(limit) bytes")
  }
}
