internal import Glibc

/// A file's bytes, mapped into memory read-only; what cannot be mapped (a pipe) is read whole.
public final class MappedFile: Sendable {
  /// The path it was opened with.
  public let path: String
  /// The number of bytes.
  public var count: Int { bytes.count }

  // Never written after init, and unmapped only in deinit.
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - streamLimit: Says how long a stream may be that begins with these bytes, or throws what is wrong with them; asked
  ///     again when there are more of them. A stream that never ends must not fill the memory.
  /// - Throws: `FileError` when it cannot be opened or read, or is longer than its limit.
  public init(
    _ path: String, streamLimit: (UnsafeRawBufferPointer) throws(FileError) -> Int
  ) throws(FileError) {
    self.path = path
    let descriptor = try FileDescriptor.reading(path)
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else { throw FileError("read", path) }
    if path != StandardStream.path, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 {
      let size = Int(status.st_size)
      let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor.number, 0)
      guard let address, address != MAP_FAILED else { throw FileError("map", path) }
      bytes = UnsafeRawBufferPointer(start: address, count: size)
      isMapped = true
    } else {
      let read = try InputFile.bytes(of: descriptor, limit: streamLimit)
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: read.count, alignment: 64)
      copy.copyBytes(from: read)
      bytes = UnsafeRawBufferPointer(copy)
      isMapped = false
    }
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  /// Calls `body` with the bytes, which may not outlive the call.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }
}
