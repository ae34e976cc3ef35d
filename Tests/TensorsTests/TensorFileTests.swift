import Files
import Foundation
import Tensors
import TestSupport
import Testing

/// The folder of files that `make.py` made with the reference implementation.
let reference = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference").path

@Suite struct TensorFileTests {
  let folder = TemporaryFolder()

  @Test func readsWhatPythonWrote() throws {
    let file = try TensorFile(reading: reference + "/reference.safetensors")
    #expect(
      Set(file.names) == [
        "double", "single", "half", "brain", "integers", "bytes", "flags", "scalar", "empty",
      ])
    #expect(file.metadata.kind == nil)
    #expect(file.metadata.others == ["format": "pt", "note": "naïve \"quoted\""])
    let double = try #require(file["double"])
    #expect(double.scalarType == .float64)
    #expect(double.shape == [2, 3])
    #expect(file["single"]?.floats == double.floats)
    #expect(file["half"]?.floats == [0, -0.0, 1, -2.5, 65504, 0x1p-24, .infinity, -.infinity])
    #expect(file["integers"]?.integers == [-(1 << 62), -1, 0, 7])
    #expect(file["bytes"]?.integers == [0, 1, 255])
    #expect(file["flags"]?.integers == [1, 0, 1])
    #expect(file["scalar"]?.shape == [])
    #expect(file["scalar"]?.integers == [42])
    #expect(file["empty"]?.shape == [0, 4])
    for (brain, single) in zip(try #require(file["brain"]?.floats), try #require(file["single"]?.floats)) {
      #expect(abs(brain - single) <= abs(single) * 0x1p-8)
    }
  }

  @Test func readsWhatItWrote() throws {
    let metadata = TensorFileMetadata(
      kind: .activations, architecture: "resnet18", classes: ["ants", "bées", "a \"b\""],
      input: NetworkInput(size: 299, cropFraction: 1, crop: .squash, interpolation: .bicubic),
      backbone: Digest(of: [1]), index: Digest(of: [2]),
      provenance: [
        ProvenanceStep(
          tool: "a", version: "1", command: "a 'b c'", inputs: ["x": Digest(of: [3]), "y": Digest(of: [2])])
      ],
      others: ["note": "kept"])
    let path = folder.file("a.safetensors")
    try TensorFileWriter.write(
      path, metadata: metadata,
      tensors: [
        ("b", Tensor(shape: [2, 2], values: [1, 2, 3, 4 as Float])),
        ("a", Tensor(shape: [2], values: [5, -6 as Int64])),
        ("c", Tensor(shape: [0], values: [UInt8]())), ("d", Tensor(shape: [3], values: [7, 8, 9 as UInt8])),
      ])
    let file = try TensorFile(reading: path)
    #expect(file.metadata == metadata)
    // What the file says of itself is not repeated.
    let text = String(decoding: try InputFile.bytes(of: path).prefix(2000), as: UTF8.self)
    #expect(text.contains(#"\"y\":\"index\""#))
    #expect(Set(file.names) == ["a", "b", "c", "d"])
    #expect(file["b"]?.floats == [1, 2, 3, 4])
    #expect(file["a"]?.integers == [5, -6])
    #expect(file["c"]?.integers == [])
    #expect(file["d"]?.integers == [7, 8, 9])
    #expect((try InputFile.bytes(of: path).count - 4 * 4 - 2 * 8 - 3).isMultiple(of: 64))
  }

  @Test func numpyAndCSVEqualPythons() throws {
    let file = try TensorFile(reading: reference + "/reference.safetensors")
    for name in ["single", "scalar"] {
      let path = folder.file(name)
      var output = try OutputFile(path)
      try #require(file[name]).writeNumpy(to: &output)
      try output.commit()
      #expect(try InputFile.bytes(of: path) == InputFile.bytes(of: "\(reference)/\(name).npy"))
    }
    var output = try OutputFile(folder.file("csv"))
    try #require(file["single"]).writeCSV(to: &output)
    try #require(file["half"]).writeCSV(to: &output)
    try #require(file["empty"]).writeCSV(to: &output)
    try #require(file["flags"]).writeCSV(to: &output)
    try output.commit()
    let expected = String(decoding: try InputFile.bytes(of: reference + "/values.csv"), as: UTF8.self)
    let half = "0.0\n-0.0\n1.0\n-2.5\n65504.0\n5.9604645e-08\ninf\n-inf\n"
    #expect(
      String(decoding: try InputFile.bytes(of: folder.file("csv")), as: UTF8.self) == expected + half + "1\n0\n1\n")
  }

  /// The product of the lengths after the zero is beyond 64 bits.
  @Test func emptyTensorsOfHugeShapesAreEmpty() throws {
    let header = #"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#
    let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    let tensor = try #require(try TensorFile(reading: try folder.write(bytes, to: "a"))["a"])
    var output = try OutputFile(folder.file("csv"))
    try tensor.writeCSV(to: &output)
    try output.commit()
    #expect(try InputFile.bytes(of: folder.file("csv")) == [])
    #expect(tensor.floats == [])
  }

  @Test func integersThatDoNotFitAreNone() {
    #expect(Tensor(scalarType: .uint64, shape: [1], bytes: [UInt8](repeating: 255, count: 8)).integers == nil)
    #expect(Tensor(scalarType: .uint64, shape: [1], bytes: [7, 0, 0, 0, 0, 0, 0, 0]).integers == [7])
  }

  @Test func writesTheSameBytesTwice() throws {
    let metadata = TensorFileMetadata(kind: .head, others: ["z": "1", "y": "2", "x": "3"])
    let paths = [folder.file("a"), folder.file("b")]
    for path in paths {
      try TensorFileWriter.write(path, metadata: metadata, tensors: [("t", Tensor(shape: [1], values: [1.5]))])
    }
    #expect(try InputFile.bytes(of: paths[0]) == InputFile.bytes(of: paths[1]))
  }

  @Test func nothingAppearsWithoutCommit() throws {
    do {
      var writer = try TensorFileWriter(
        TensorFileWriter.open(folder.file("a")), metadata: TensorFileMetadata(kind: .head),
        tensors: [TensorDescription(name: "t", scalarType: .float32, shape: [2])])
      try writer.write([1 as Float])
    }
    #expect(folder.names == [])
  }

  @Test func wrongKindNamesBoth() throws {
    let path = folder.file("a.safetensors")
    try TensorFileWriter.write(path, metadata: TensorFileMetadata(kind: .head), tensors: [])
    let file = try TensorFile(reading: path)
    try file.expect(.head)
    let error = try #require(throws: TensorFileKindError.self) { try file.expect(.backbone) }
    #expect(error.description == "'\(path)' is a head, not a backbone")
    let foreign = try TensorFile(reading: reference + "/reference.safetensors")
    let other = try #require(throws: TensorFileKindError.self) { try foreign.expect(.model) }
    #expect(other.description.hasSuffix("is a safetensors file without a kind, not a model"))
  }

  @Test func everyTruncationIsFound() throws {
    let whole = try InputFile.bytes(of: reference + "/reference.safetensors")
    let dataOffset = 8 + Int(whole[0]) + Int(whole[1]) << 8
    for count in 0..<whole.count {
      let path = try folder.writeQuickly(whole[..<count], to: "torn")
      let error = try #require(throws: FileError.self) { _ = try TensorFile(reading: path) }
      if count >= dataOffset {
        #expect(error.description == "cannot read '\(path)': torn: \(count) bytes of \(whole.count)")
      }
    }
    let path = try folder.write(whole + [0], to: "long")
    let error = try #require(throws: FileError.self) { _ = try TensorFile(reading: path) }
    #expect(error.reason == "it has 1 bytes too many")
  }

  @Test func mutationsNeverTrap() throws {
    let whole = try InputFile.bytes(of: reference + "/reference.safetensors")
    var generator = SplitMix(seed: 7)
    var survivors = 0
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        // Mostly header.
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let path = try folder.writeQuickly(bytes, to: "mutant")
      guard let file = try? TensorFile(reading: path) else { continue }
      survivors += 1
      for name in file.names {
        let tensor = try #require(file[name])
        #expect(tensor.withBytes { $0.count } == tensor.byteCount)
      }
    }
    #expect(survivors < 1000)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "its header is damaged: 'a' needs 8 bytes and has 4"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "its header is damaged: 'a' does not begin where its neighbour ends"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      "its header is damaged: 'b' does not begin where its neighbour ends"
    ),
    (#"{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}"#, "its tensor 'a' has the unknown type 'F8'"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
      "its header is damaged: 'a' is too large"
    ),
    (#"{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}"#, "its header is damaged: 'a' has no shape"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "its header is damaged: 'a' has no place"),
    (
      #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}}"#,
      "its header is damaged: the field 'a' occurs twice at byte 57"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[8\#(String(repeating: ",1", count: 64))],"data_offsets":[0,8]}}"#,
      "its header is damaged: 'a' has no shape"
    ),
    (#"{"a":[]}"#, "its header is damaged: 'a' is not described"),
    (
      #"{"__metadata__":{"kind":"head","format":"2"},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
      "its format is 2, and this version reads up to 1"
    ),
    (
      #"{"__metadata__":{"kind":"head","format":"1","classes":"[1]"},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
      "its metadata 'classes' makes no sense"
    ),
    (
      #"{"__metadata__":{"kind":"head","format":"1","input":"{}"},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
      "its metadata 'input' makes no sense"
    ),
  ])
  func damagedHeadersAreExplained(header: String, reason: String) throws {
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    bytes += Array(header.utf8) + [UInt8](repeating: 0, count: 8)
    let path = try folder.write(bytes, to: "a")
    let error = try #require(throws: FileError.self) { _ = try TensorFile(reading: path) }
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
  }

  @Test func notTensorsAtAll() throws {
    for (bytes, reason) in [
      (Array("PK\u{3}\u{4}0123456789".utf8), "not a safetensors file; import-weights reads PyTorch's"),
      (Array("0123456789".utf8), "not a safetensors file"), ([], "empty"),
      (Array("abc".utf8), "not a safetensors file: it has only 3 bytes"),
    ] {
      let path = try folder.write(bytes, to: "a")
      #expect(try #require(throws: FileError.self) { _ = try TensorFile(reading: path) }.reason == reason)
    }
  }
}
