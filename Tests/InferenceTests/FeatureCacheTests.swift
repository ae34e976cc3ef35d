import Files
import Inference
import Networks
import Records
import Tensors
import TestSupport
import Testing

@Suite struct FeatureCacheTests {
  let folder = TemporaryFolder()
  let backbone = Digest(of: [1])
  let images = (0..<4).map { Digest(of: [UInt8($0)]) }

  private func key(size: Int = 224, backbone: Digest? = nil, precision: Precision = .float32) -> FeatureKey {
    FeatureKey(
      architecture: "resnet18", backbone: backbone ?? self.backbone, input: NetworkInput(size: size),
      precision: precision, width: 2)
  }

  private func activations(_ rows: [Int], key: FeatureKey) throws -> Activations {
    let records = rows.map { ImageRecord(path: "\($0).jpg", split: .train, label: "a", digest: images[$0]) }
    let path = folder.file("old.safetensors")
    var metadata = ActivationsWriter.metadata(
      TensorFileMetadata(kind: .activations, input: key.input, backbone: key.backbone), records: records,
      vocabulary: Vocabulary(["a"]))
    metadata.precision = key.precision
    var writer = try ActivationsWriter(
      TensorFileWriter.open(path), records: records, targets: .single(rows.map { _ in 0 }), width: 2,
      metadata: metadata)
    for row in rows { try writer.append([Float(row), -1]) }
    try writer.commit()
    return try Activations(reading: path)
  }

  @Test func killedRunIsGoneOnWith() throws {
    let output = folder.file("new.safetensors")
    do {
      let cache = try FeatureCache(key(), output: output)
      try cache.add([1, 2], for: images[0])
      try cache.add([3, 4], for: images[1])
    }
    let cache = try FeatureCache(key(), output: output)
    #expect(cache.resumedCount == 2 && cache.contains(images[1]) && !cache.contains(images[2]))
    #expect(try cache.row(for: images[1]) == [3, 4])
    cache.finish()
    #expect(folder.names == [])
  }

  @Test func journalOfOtherSettingsIsEmptied() throws {
    let output = folder.file("new.safetensors")
    do { try FeatureCache(key(), output: output).add([1, 2], for: images[0]) }
    #expect(try FeatureCache(key(size: 288), output: output).resumedCount == 0)
    do { try FeatureCache(key(), output: output).add([1, 2], for: images[0]) }
    #expect(try FeatureCache(key(precision: .bfloat16), output: output).resumedCount == 0)
  }

  @Test func rowsOfEarlierFilesAreFound() throws {
    let cache = try FeatureCache(key(), output: "-")
    try cache.add(try activations([2, 3], key: key()))
    #expect(try cache.row(for: images[3]) == [3, -1])
    #expect(!cache.contains(images[0]))
  }

  @Test func unfitRowsAreRefusedNamingBothSides() throws {
    let cache = try FeatureCache(key(), output: "-")
    let path = folder.file("old.safetensors")
    let size = try #require(throws: UnfitRows.self) { try cache.add(try activations([0], key: key(size: 288))) }
    #expect(size.description == "cannot reuse '\(path)': it was made with size 288, not 224")
    let coarse = try #require(throws: UnfitRows.self) {
      try cache.add(try activations([0], key: key(precision: .bfloat16)))
    }
    #expect(coarse.description == "cannot reuse '\(path)': it was made with bfloat16, not float32")
    let other = Digest(of: [2])
    let error = try #require(throws: UnfitRows.self) {
      try cache.add(try activations([0], key: key(backbone: other)))
    }
    #expect(
      error.description == "cannot reuse '\(path)': it was made with the backbone \(other.short), not \(backbone.short)"
    )
  }
}
