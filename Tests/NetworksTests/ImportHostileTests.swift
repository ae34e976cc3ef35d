import Files
import Networks
import TestSupport
import Testing

/// Pickles that nobody who means well writes.
@Suite struct ImportHostileTests {
  let folder = TemporaryFolder()

  /// Puts `pickle` where the old container has the state dictionary.
  private func stream(_ pickle: [UInt8], keys: [UInt8] = [0x80, 2, 0x5D, 0x2E]) -> [UInt8] {
    let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    let version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
    let system: [UInt8] = [0x80, 2, 0x7D, 0x2E]
    return magic + version + system + pickle + keys
  }

  private func reason(_ pickle: [UInt8]) throws -> String {
    let path = try folder.write(stream(pickle), to: "evil.pth")
    return try #require(throws: FileError.self) { _ = try StateDictionary(reading: path) }.reason
  }

  @Test func noCodeRuns() throws {
    let marker = folder.file("ran")
    let pickle = Array("cos\nsystem\n(X".utf8) + count("touch \(marker)") + Array("touch \(marker)tR.".utf8)
    #expect(try reason(pickle) == "it asks for 'os.system', which is not part of a state dictionary")
    #expect(folder.names == ["evil.pth"])
  }

  @Test(arguments: [
    ("cbuiltins\neval\n.", "it asks for 'builtins.eval', which is not part of a state dictionary"),
    ("ctorch\nload\n.", "it asks for 'torch.load', which is not part of a state dictionary"),
    ("ctorch\nQInt8Storage\n.", "it asks for 'torch.QInt8Storage', which is not part of a state dictionary"),
    ("c\u{1B}[31mred\nx\n.", "it asks for '?[31mred.x', which is not part of a state dictionary"),
    ("(S'x'\n.", "it uses the pickle opcode 0x53, which is not part of a state dictionary"),
    ("}.", "it holds no dictionary of tensors"),
    ("K\u{1}.", "it holds no dictionary of tensors"),
  ])
  func otherThingsAreRefusedByName(pickle: String, expected: String) throws {
    #expect(try reason(Array(pickle.utf8)) == expected)
  }

  @Test func senselessOpcodesAreErrors() throws {
    // Every opcode alone, and after things on the stack: none may reach below it.
    for prefix in ["", "(", "N", "}", "]", ")", "(N", "K\u{1}", "ccollections\nOrderedDict\n", "}}", "]]", "))", "NN"] {
      for opcode in UInt8.min...UInt8.max {
        let bytes = Array(prefix.utf8) + [opcode, 0, 0, 0, 0, 0x2E]
        let path = try folder.writeQuickly(stream(bytes), to: "evil.pth")
        #expect(throws: FileError.self) { _ = try StateDictionary(reading: path) }
      }
    }
  }

  @Test func deepNestingIsNoRecursion() throws {
    let depth = 1_000_000
    let lists = [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    let appends = [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1)
    #expect(try reason(lists + appends + Array(".".utf8)) == "it holds no dictionary of tensors")
    let tuples = [UInt8](repeating: 0x85, count: depth)
    #expect(try reason(Array("N".utf8) + tuples + Array(".".utf8)) == "it holds no dictionary of tensors")
    let marks = [UInt8](repeating: UInt8(ascii: "("), count: depth)
    #expect(try reason(marks).hasPrefix("torn"))
  }

  @Test func aDictionaryInItselfEnds() throws {
    let pickle = Array("}q\u{0}X".utf8) + count("model") + Array("modelh\u{0}s.".utf8)
    #expect(try reason(pickle) == "it holds no dictionary of tensors")
  }

  @Test func longPicklesAreRefused() throws {
    let nothings = [UInt8](repeating: UInt8(ascii: "N"), count: 9 << 20)
    #expect(try reason(nothings) == "its pickle is longer than 8388608 bytes")
  }

  /// One list of many pairs, copied over and over by calls that cost a few bytes.
  @Test func copiesAreBounded() throws {
    let pair = Array("NN\u{86}".unicodeScalars.map { UInt8($0.value) }) + Array("q\u{0}".utf8)
    var pickle = pair + Array("0](".utf8)
    for _ in 0..<500_000 { pickle += Array("h\u{0}".utf8) }
    pickle += Array("e".utf8) + [0x85] + Array("q\u{1}0".utf8)
    for _ in 0..<100_000 { pickle += Array("ccollections\nOrderedDict\nh\u{1}R0".utf8) }
    #expect(try reason(pickle + Array("N.".utf8)) == "damaged: an OrderedDict is not made of pairs")
  }

  @Test(arguments: [
    (1, 0, [1 << 40], [0]), (4, 5, [1], [1]), (4, 0, [2, 3], [3, 1]), (4, 0, [2], [Int(Int32.max)]),
    (4, -1, [1], [1]), (4, 0, [-1], [1]), (4, 0, [2, 2], [1]), (4, 0, [1 << 62, 1 << 62], [1 << 62, 1 << 62]),
    (4, 1 << 62, [0], [1]),
  ])
  func tensorsStayInTheirStorage(count: Int, offset: Int, shape: [Int], strides: [Int]) throws {
    var pickle = Array("}X".utf8) + self.count("a") + Array("actorch._utils\n_rebuild_tensor_v2\n((X".utf8)
    pickle += self.count("storage") + Array("storagectorch\nFloatStorage\nX".utf8) + self.count("0") + Array("0N".utf8)
    pickle += integer(count) + Array("tQ".utf8) + integer(offset) + tuple(shape) + tuple(strides)
    pickle += [0x89] + Array("NtRs.".utf8)
    #expect(try reason(pickle).contains("damaged: a tensor of shape") || reason(pickle).contains("not described"))
  }

  private func count(_ text: String) -> [UInt8] {
    withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Array($0) }
  }

  private func integer(_ value: Int) -> [UInt8] {
    [0x8A, 8] + withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private func tuple(_ values: [Int]) -> [UInt8] {
    Array("(".utf8) + values.flatMap(integer) + Array("t".utf8)
  }
}
