import Files
import Foundation
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

  @Test func aLinkStaysALink() throws {
    let path = try folder.write("old", to: "a.txt")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "a.txt")
    try folder.write("new", to: "link")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "a.txt")
    #expect(try InputFile.bytes(of: path) == Array("new".utf8))
  }

  /// As on a network's file system; the name is as long as one can be, and the same file is begun twice.
  @Test func filesWithANameFromTheStart() throws {
    let name = String(repeating: "n", count: 255)
    do {
      var first = try OutputFile(named: folder.file(name))
      var second = try OutputFile(named: folder.file(name))
      try first.write("first")
      try second.write("second")
      #expect(folder.names.count == 2)
      try second.commit()
      #expect(folder.names.count == 2)
    }
    #expect(folder.names == [name])
    #expect(try InputFile.bytes(of: folder.file(name)) == Array("second".utf8))
    var unnamed = try OutputFile(folder.file(name))
    try unnamed.write("third")
    try unnamed.commit()
    #expect(folder.names == [name])
  }

  @Test func permissionsAreThoseOfTheMask() throws {
    let mask = umask(0o027)
    defer { umask(mask) }
    var named = try OutputFile(named: folder.file("named"))
    try named.write("x")
    try named.commit()
    try folder.write("x", to: "unnamed")
    for name in ["named", "unnamed"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
      #expect(attributes[.posixPermissions] as? Int == 0o640, "\(name)")
    }
  }

  @Test func heldBackUntilCommitted() throws {
    let path = folder.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    var output = try OutputFile(path, holdsBack: true)
    try output.write(String(repeating: "x", count: 1 << 17))
    var byte: UInt8 = 0
    #expect(read(reader, &byte, 1) == -1 && errno == EAGAIN)
  }

  @Test func lockedFromItsFirstMoment() throws {
    let path = folder.file("state")
    for isUnnamed in [true, false] {
      var output = try isUnnamed ? OutputFile(path) : OutputFile(named: path)
      let lock = try output.locked()
      try output.write("a")
      try output.commit()
      withExtendedLifetime(lock) {
        let error = #expect(throws: FileError.self) { _ = try FileLock.taken(path) }
        #expect(error?.description == "cannot use '\(path)': another run is working on it")
      }
    }
    #expect(try FileLock.taken(path) != nil)
  }

  @Test func lockedFilesAreMissedWhenReplaced() throws {
    let path = folder.file("state")
    try OutputFile(path).commit()
    let lock = try #require(try FileLock.taken(path))
    try lock.expectFile(path)
    try OutputFile(path).commit()
    let error = #expect(throws: FileError.self) { try lock.expectFile(path) }
    #expect(error?.description == "cannot use '\(path)': another run is working on it")
    unlink(path)
    try lock.expectFile(path)
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
