internal import Glibc

/// A file without a name for what is too much for memory before its size is known; gone when it goes out of scope.
public struct SpoolFile: ~Copyable {
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  private static let pieceSize = 1 << 18

  /// Makes one on the disk that the file `path` will be on; for standard output and pipes, where temporary
  /// files are.
  ///
  /// - Throws: `FileError` when no file can be made there.
  public init(for path: String) throws(FileError) {
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let folder = OutputFile.folderOfNewFile(path) ?? (temporary.isEmpty ? "/tmp" : temporary)
    // An error of the disk there is not one of standard output or of a pipe.
    let name = OutputFile.folderOfNewFile(path) == nil ? folder : path
    var template = Array("\(folder)/.finetools.XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw FileError("write", name) }
    unlink(template)
    descriptor = FileDescriptor(number: number, path: name, closes: true)
  }

  /// Adds `elements` at the end.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
    elements.withUnsafeBytes { buffer.append(contentsOf: $0) }
    if buffer.count >= SpoolFile.pieceSize { try flush() }
  }

  private mutating func flush() throws(FileError) { try descriptor.writeAll(emptying: &buffer) }

  /// Calls `body` with everything that was written, piece by piece, from the beginning.
  ///
  /// - Throws: `FileError` when it cannot be read, and what `body` throws.
  public mutating func readBack(_ body: (UnsafeRawBufferPointer) throws(FileError) -> Void) throws(FileError) {
    try flush()
    guard lseek(descriptor.number, 0, SEEK_SET) == 0 else { throw FileError("read", descriptor.path) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: SpoolFile.pieceSize, alignment: 64)
    defer { piece.deallocate() }
    while true {
      let count = try descriptor.read(into: piece)
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }
}
