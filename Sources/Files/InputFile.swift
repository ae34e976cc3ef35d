internal import Glibc

/// Reads whole files.
public enum InputFile {
  /// Returns all bytes of the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: A path, or `-`.
  ///   - limit: The most bytes to accept: hostile input must not fill the memory.
  /// - Throws: `FileError` when it cannot be opened or read, or is longer than `limit`.
  public static func bytes(of path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    try bytes(of: try FileDescriptor.reading(path), limit: limit)
  }

  static func bytes(of descriptor: borrowing FileDescriptor, limit: Int = .max) throws(FileError) -> [UInt8] {
    var status = stat()
    let isRegular = fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isRegular, status.st_size > limit { throw tooLong(descriptor.path, limit) }
    // One byte more than the size, so that the end is seen without growing the array.
    return try bytes(of: descriptor, capacity: isRegular ? Int(status.st_size) + 1 : 1 << 16) { _ in limit }
  }

  /// Reads a file in pieces that double; `limit` says how long one may be that begins with what was read so far.
  static func bytes(
    of descriptor: borrowing FileDescriptor, capacity: Int = 1 << 16,
    limit: (UnsafeRawBufferPointer) throws(FileError) -> Int
  ) throws(FileError) -> [UInt8] {
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
      if bytes.count < capacity { return bytes }
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
