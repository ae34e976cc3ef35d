internal import Glibc

/// A file that only grows, by records of one length, and can be gone on with after a kill.
///
/// Each record carries a checksum, so that a torn end is known and cut off. The file is locked while it is in use.
public struct JournalFile: ~Copyable {
  /// The number of records.
  public private(set) var count: Int
  /// Whether records of an earlier run were found.
  public let isContinued: Bool
  private let descriptor: FileDescriptor
  private let header: [UInt8]
  private let recordLength: Int
  private let isNamed: Bool
  private static let checkLength = 8

  /// Opens the file at `path`, or makes it.
  ///
  /// - Parameters:
  ///   - path: Where it is; `-` makes one without a name, which is gone when it goes out of scope.
  ///   - header: What the records are about. A file with another header is emptied.
  ///   - recordLength: The number of bytes of a record.
  /// - Throws: `FileError` when it cannot be made, or another run is working on it.
  public init(_ path: String, header: [UInt8], recordLength: Int) throws(FileError) {
    let isNamed = path != StandardStream.path
    let descriptor = try isNamed ? JournalFile.open(path) : JournalFile.openWithoutName()
    count = try JournalFile.findRecords(in: descriptor, header: header, recordLength: recordLength)
    isContinued = count > 0
    self.descriptor = descriptor
    self.header = header
    self.recordLength = recordLength
    self.isNamed = isNamed
  }

  private static func open(_ path: String) throws(FileError) -> FileDescriptor {
    let number = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard number >= 0 else { throw FileError("write", path) }
    let descriptor = FileDescriptor(number: number, path: path, closes: true)
    try descriptor.lock()
    return descriptor
  }

  private static func openWithoutName() throws(FileError) -> FileDescriptor {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/finetools.XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw FileError("write", folder) }
    unlink(template)
    return FileDescriptor(number: number, path: folder, closes: true)
  }

  private var stride: Int { recordLength + JournalFile.checkLength }

  /// Counts the whole records that are there, and cuts off what follows; of another header everything.
  private static func findRecords(
    in descriptor: borrowing FileDescriptor, header: [UInt8], recordLength: Int
  ) throws(FileError) -> Int {
    func cut(at length: Int) throws(FileError) {
      guard ftruncate(descriptor.number, off_t(length)) == 0 else { throw FileError("write", descriptor.path) }
    }
    guard try read(header.count, at: 0, of: descriptor) == header else {
      try cut(at: 0)
      try writeAtEnd(header, of: descriptor)
      return 0
    }
    let stride = recordLength + checkLength
    var count = 0
    while let bytes = try read(stride, at: header.count + count * stride, of: descriptor),
      Array(bytes[recordLength...]) == check(bytes[..<recordLength])
    {
      count += 1
    }
    try cut(at: header.count + count * stride)
    return count
  }

  /// Adds a record.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func append(_ record: [UInt8]) throws(FileError) {
    precondition(record.count == recordLength, "a record of \(record.count) bytes where \(recordLength) are expected")
    try JournalFile.writeAtEnd(record + JournalFile.check(record[...]), of: descriptor)
    count += 1
  }

  /// Returns the record at `index`.
  ///
  /// - Throws: `FileError` when it cannot be read.
  public func record(at index: Int) throws(FileError) -> [UInt8] {
    guard let bytes = try JournalFile.read(recordLength, at: header.count + index * stride, of: descriptor) else {
      throw FileError("read", descriptor.path, reason: "it has become shorter")
    }
    return bytes
  }

  /// Takes the name away: the work is done, and nobody will go on with it.
  public consuming func remove() { if isNamed { unlink(descriptor.path) } }

  private static func check(_ record: ArraySlice<UInt8>) -> [UInt8] {
    Array(Digest(of: record).bytes.prefix(checkLength))
  }

  private static func writeAtEnd(
    _ bytes: [UInt8], of descriptor: borrowing FileDescriptor
  ) throws(FileError) {
    guard lseek(descriptor.number, 0, SEEK_END) >= 0 else { throw FileError("write", descriptor.path) }
    var failure: FileError?
    bytes.withUnsafeBytes { bytes in
      do throws(FileError) { try descriptor.writeAll(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Returns `length` bytes from `offset` on, or `nil` when there are fewer.
  private static func read(
    _ length: Int, at offset: Int, of descriptor: borrowing FileDescriptor
  ) throws(FileError) -> [UInt8]? {
    var isFailed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      while count < length {
        let got = pread(descriptor.number, buffer.baseAddress.map { $0 + count }, length - count, off_t(offset + count))
        if got < 0, errno == EINTR { continue }
        isFailed = got < 0
        guard got > 0 else { return }
        count += got
      }
    }
    if isFailed { throw FileError("read", descriptor.path) }
    return bytes.count == length ? bytes : nil
  }
}
