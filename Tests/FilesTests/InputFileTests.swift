import Files
import Foundation
import TestSupport
import Testing

@Suite struct InputFileTests {
  let folder = TemporaryFolder()

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000]) func everyLength(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let path = try folder.write(bytes, to: "a")
    #expect(try InputFile.bytes(of: path) == bytes)
    #expect(try InputFile.bytes(of: path, limit: count) == bytes)
    #expect(try MappedFile(path, streamLimit: { _ in .max }).withBytes { Array($0) } == bytes)
    if count > 0 { #expect(throws: FileError.self) { try InputFile.bytes(of: path, limit: count - 1) } }
  }

  /// A pipe's size is not known, and it can be opened only once.
  @Test(arguments: [0, 65_536, 300_000]) func pipesOfEveryLength(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let map = { path in try MappedFile(path, streamLimit: { _ in .max }).withBytes { Array($0) } }
    for read in [{ try InputFile.bytes(of: $0) }, map] {
      let path = folder.file(UUID().uuidString)
      #expect(mkfifo(path, 0o600) == 0)
      let writer = Thread {
        guard var output = try? OutputFile(path) else { return }
        try? output.write(bytes)
        try? output.commit()
      }
      writer.start()
      #expect(try read(path) == bytes)
    }
  }

  @Test func endlessFilesAreRefused() throws {
    let error = try #require(throws: FileError.self) { try InputFile.bytes(of: "/dev/zero", limit: 1 << 20) }
    #expect(error.description == "cannot read '/dev/zero': longer than 1048576 bytes")
    // What comes first says how much may come; it is asked again, and the first answer may be no more than a lower bound.
    var starts: [Int] = []
    let mapping = try #require(throws: FileError.self) {
      _ = try MappedFile("/dev/zero") { start in
        starts.append(start.count)
        return start.count <= 1 << 16 ? 70_000 : 200_000
      }
    }
    #expect(mapping.reason == "longer than 200000 bytes")
    #expect(starts == [65_536, 70_001, 140_002, 200_001])
  }

  /// What has no size may take a part of the memory only.
  @Test func endlessPipesAreRefused() throws {
    let error = try #require(throws: FileError.self) {
      try InputFile.bytes(of: try FileDescriptor.reading("/dev/zero"), pipeLimit: 1 << 20) { _ in .max }
    }
    #expect(
      error.description
        == "cannot read '/dev/zero': longer than 1048576 bytes, a quarter of this machine's memory; "
        + "an ordinary file may be longer")
    let memory = Int(ProcessInfo.processInfo.physicalMemory)
    #expect(abs(InputFile.pipeLimit - memory / 4) <= memory / 100)
    let path = try folder.write([1, 2, 3], to: "a")
    #expect(try InputFile.bytes(of: try FileDescriptor.reading(path), pipeLimit: 2) { _ in .max } == [1, 2, 3])
  }

  @Test func onlyOrdinaryFilesAreRead() throws {
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, reason) in [
      (pipe, "a pipe, not an ordinary file"), ("/dev/null", "a device, not an ordinary file"),
      (folder.path, "Is a directory"),
    ] {
      #expect(throws: FileError("read", path, reason: reason)) { try InputFile.bytes(ofOrdinaryFile: path) }
    }
    #expect(throws: FileError("open", folder.file("none"), reason: "No such file or directory")) {
      try InputFile.bytes(ofOrdinaryFile: folder.file("none"))
    }
    let path = try folder.write([1, 2, 3], to: "a")
    #expect(symlink(path, folder.file("link")) == 0)
    #expect(try InputFile.bytes(ofOrdinaryFile: folder.file("link")) == [1, 2, 3])
  }

  /// A byte order mark is dropped at the start of a text, and nowhere else.
  @Test func byteOrderMarks() throws {
    let mark = InputFile.byteOrderMark
    let path = try folder.write(mark + Array("one\n".utf8) + mark + Array("two".utf8), to: "a")
    var lines = try LineReader(path)
    #expect(try lines.next() == Array("one".utf8))
    #expect(try lines.next() == mark + Array("two".utf8))
    #expect(try lines.next() == nil)
    for bytes in [mark, mark.dropLast(), Array(mark + [0x0A])] {
      var lines = try LineReader(try folder.write(bytes, to: "b"))
      #expect(try lines.next() == (bytes.starts(with: mark) ? [] : Array(bytes)))
      #expect(try lines.next() == nil)
    }
    // Names that end in a zero byte may be anything.
    var names = try LineReader(try folder.write(mark + [0], to: "c"), separator: 0)
    #expect(try names.next() == mark)
  }
}
