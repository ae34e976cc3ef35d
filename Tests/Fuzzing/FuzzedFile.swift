import Glibc

/// A file in memory for the parsers that read files, written anew for each input.
enum FuzzedFile {
  private static let descriptor = {
    var name = Array("/dev/shm/fuzz.XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    unlink(name)
    return descriptor
  }()
  /// Where it is.
  static let path = "/proc/self/fd/\(descriptor)"

  /// Makes `bytes` its content.
  static func write(_ bytes: UnsafeRawBufferPointer) {
    precondition(ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count)
  }
}
