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
    let descriptor = try FileDescriptor.reading(path)
    var status = stat()
    let isRegular = fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isRegular, status.st_size > limit { throw tooLong(path, limit) }

    // One byte more than the size, so that the end is seen without growing the array.
    var bytes: [UInt8] = []
    var capacity = isRegular ? Int(status.st_size) + 1 : 1 << 16
    while true {
      let start = bytes.count
      var failure: FileError?
      let grown = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        buffer.baseAddress?.update(from: bytes, count: start)
        do throws(FileError) {
          let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[start...])
          count = start + (try descriptor.read(into: free))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      if grown.count == start { return bytes }
      bytes = grown
      if bytes.count > limit { throw tooLong(path, limit) }
      if bytes.count == capacity { capacity *= 2 }
    }
  }

  private static func tooLong(_ path: String, _ limit: Int) -> FileError {
    FileError("read", path, reason: "longer than \(limit) bytes")
  }
}
