import Files
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// The folder of files that `make.py` made with PyTorch.
private let reference = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/import").path

@Suite struct ImportStateDictionaryTests {
  let folder = TemporaryFolder()

  @Test(arguments: ["zip.pth", "stream.pth", "protocol4.pth", "checkpoint.pth", "old.pth"])
  func equalsWhatPythonSaved(name: String) throws {
    let plain = try TensorFile(reading: reference + "/plain.safetensors")
    let dictionary = try StateDictionary(reading: reference + "/" + name)
    #expect(dictionary.names.count == (name == "old.pth" ? 4 : plain.names.count))
    for name in dictionary.names {
      let expected = try #require(plain[name])
      let found = try #require(dictionary.tensor(named: name))
      #expect(found.shape == expected.shape)
      #expect(found.scalarType == expected.scalarType)
      #expect(found.withBytes { Array($0) } == expected.withBytes { Array($0) }, "\(name)")
      #expect(try #require(dictionary.description(of: name)).shape == expected.shape)
    }
  }

  @Test func readsSafetensorsToo() throws {
    let dictionary = try StateDictionary(reading: reference + "/plain.safetensors")
    #expect(dictionary.tensor(named: "scalar")?.floats == [-1.5])
    #expect(dictionary.tensor(named: "channels_last")?.shape == [2, 3, 2, 2])
  }

  @Test func wholeModulesAreRefusedByName() throws {
    let path = reference + "/module.pth"
    #expect(
      try #require(throws: FileError.self) { _ = try StateDictionary(reading: path) }.description
        == "cannot read '\(path)': it asks for 'torch.nn.modules.linear.Linear', which is not part of a state dictionary"
    )
  }

  @Test(arguments: ["zip.pth", "stream.pth", "old.pth"])
  func everyTruncationIsAnError(name: String) throws {
    let whole = try InputFile.bytes(of: reference + "/" + name)
    for count in 0..<whole.count {
      let path = try folder.writeQuickly(whole[..<count], to: "torn.pth")
      #expect(throws: FileError.self) { _ = try StateDictionary(reading: path) }
    }
  }

  @Test(arguments: ["zip.pth", "stream.pth", "old.pth", "checkpoint.pth"])
  func mutationsNeverTrap(name: String) throws {
    let whole = try InputFile.bytes(of: reference + "/" + name)
    var generator = SplitMix(seed: 11)
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let path = try folder.writeQuickly(bytes, to: "mutant.pth")
      guard let dictionary = try? StateDictionary(reading: path) else { continue }
      for name in dictionary.names {
        let tensor = try #require(dictionary.tensor(named: name))
        #expect(tensor.withBytes { $0.count } == tensor.byteCount)
      }
    }
  }

  /// In a zip file the checksum finds what else would only be other numbers.
  @Test func aFlippedBitInAZipIsFound() throws {
    var bytes = try InputFile.bytes(of: reference + "/zip.pth")
    let plain = try TensorFile(reading: reference + "/plain.safetensors")
    let numbers = try #require(plain["matrix"]).withBytes { Data($0) }
    let range = try #require(Data(bytes).range(of: numbers))
    bytes[range.lowerBound + 5] ^= 1
    let path = try folder.write(bytes, to: "a.pth")
    #expect(
      try #require(throws: FileError.self) { _ = try StateDictionary(reading: path) }.reason
        == "damaged: the checksum of its member 'zip/data/0' differs")
  }

  @Test func compressedZipsAreRefused() throws {
    // `python -m zipfile` cannot; zlib's empty stored stream is enough, the method is what matters.
    var bytes = try InputFile.bytes(of: reference + "/zip.pth")
    let entry = try #require(Data(bytes).range(of: Data([0x50, 0x4B, 1, 2])))
    bytes[entry.lowerBound + 10] = 8
    let path = try folder.write(bytes, to: "a.pth")
    #expect(
      try #require(throws: FileError.self) { _ = try StateDictionary(reading: path) }.reason
        == "its member 'zip/data.pkl' is compressed, which torch.save never does: unzip it and save it again")
  }

  @Test func otherFilesAreRefused() throws {
    var tar = [UInt8](repeating: 0, count: 1024)
    tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
    for (bytes, reason) in [
      (Array("hello, world".utf8), "neither a PyTorch nor a safetensors file"),
      ([], "neither a PyTorch nor a safetensors file"),
      (tar, "a tar archive, as PyTorch wrote before 2017: load it and save it again"),
      ([0x80, 2, 0x4B, 1, 0x2E], "a pickle, but not one that torch.save writes"),
      ([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 100), "torn: the zip archive has no directory"),
    ] {
      let path = try folder.write(bytes, to: "a.pth")
      #expect(try #require(throws: FileError.self) { _ = try StateDictionary(reading: path) }.reason == reason)
    }
  }
}
