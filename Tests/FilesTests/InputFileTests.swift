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
}
