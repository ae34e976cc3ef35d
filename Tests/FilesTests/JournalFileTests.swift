import Files
import TestSupport
import Testing

@Suite struct JournalFileTests {
  let folder = TemporaryFolder()

  private func open(_ header: String = "about\n") throws -> JournalFile {
    try JournalFile(folder.file("a.partial"), header: Array(header.utf8), recordLength: 4)
  }

  private func write(_ records: [[UInt8]]) throws {
    var journal = try open()
    for record in records { try journal.append(record) }
  }

  @Test func isGoneOnWith() throws {
    try write([[1, 2, 3, 4], [5, 6, 7, 8]])
    var journal = try open()
    #expect(journal.isContinued && journal.count == 2)
    try journal.append([9, 9, 9, 9])
    #expect(try (0..<3).map { try journal.record(at: $0) } == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 9, 9, 9]])
    journal.remove()
    #expect(folder.names == [])
  }

  @Test func tornEndIsCutOffAtEveryLength() throws {
    try write([[1, 2, 3, 4], [5, 6, 7, 8]])
    let path = folder.file("a.partial")
    let bytes = try InputFile.bytes(of: path)
    for length in 0...bytes.count {
      try folder.write(bytes.prefix(length), to: "a.partial")
      let journal = try open()
      #expect(journal.count == max(0, (length - 6) / 12))
      for index in 0..<journal.count {
        #expect(try journal.record(at: index) == [1, 2, 3, 4].map { $0 + UInt8(4 * index) })
      }
    }
  }

  @Test func spoiltRecordAndWhatFollowsAreDropped() throws {
    try write([[1, 2, 3, 4], [5, 6, 7, 8], [1, 1, 1, 1]])
    var bytes = try InputFile.bytes(of: folder.file("a.partial"))
    bytes[6 + 12 + 1] ^= 1
    try folder.write(bytes, to: "a.partial")
    let journal = try open()
    #expect(journal.count == 1)
  }

  @Test func anotherHeaderEmptiesIt() throws {
    try write([[1, 2, 3, 4]])
    let journal = try open("other\n")
    #expect(!journal.isContinued && journal.count == 0)
  }

  @Test func isLockedWhileInUse() throws {
    let journal = try open()
    let error = try #require(throws: FileError.self) { _ = try open() }
    #expect(error.description == "cannot use '\(folder.file("a.partial"))': another run is working on it")
    #expect(journal.count == 0)
  }
}
