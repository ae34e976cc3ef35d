import Files
import TestSupport
import Testing

@Suite struct OutputFileTests {
  let folder = TemporaryFolder()

  @Test func appearsOnlyWhenWhole() throws {
    let path = folder.file("a.txt")
    var output = try OutputFile(path)
    try output.write("one")
    try output.flush()
    #expect(folder.names == [])
    try output.commit()
    #expect(folder.names == ["a.txt"])
    #expect(try InputFile.bytes(of: path) == Array("one".utf8))
  }

  @Test func abandonedFileLeavesTheOldOne() throws {
    let path = try folder.write("old", to: "a.txt")
    do {
      var output = try OutputFile(path)
      try output.write(String(repeating: "new", count: 100_000))
    }
    #expect(folder.names == ["a.txt"])
    #expect(try InputFile.bytes(of: path) == Array("old".utf8))
  }

  @Test func replacesTheOldFile() throws {
    let path = try folder.write("old and long", to: "a.txt")
    try folder.write("new", to: "a.txt")
    #expect(try InputFile.bytes(of: path) == Array("new".utf8))
  }

  @Test func errorsAreSentences() throws {
    let missing = folder.file("missing/a.txt")
    let error = try #require(throws: FileError.self) { _ = try OutputFile(missing) }
    #expect(error.description == "cannot write '\(missing)': No such file or directory")
    let full = try #require(throws: FileError.self) {
      var output = try OutputFile("/dev/full")
      try output.write("x")
      try output.commit()
    }
    #expect(full.description == "cannot write '/dev/full': No space left on device")
  }
}

@Suite struct DigestTests {
  @Test func equalsSha256sum() {
    #expect(
      Digest(of: Array("abc".utf8)).description
        == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func readsOnlyDigests() {
    #expect(Digest("sha256:xyz") == nil)
    #expect(Digest("md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == nil)
    let digest = Digest(of: [UInt8]())
    #expect(Digest(digest.description) == digest)
  }
}
