import Files
import Inference
import Records
import Tensors
import TestSupport
import Testing

@Suite struct ActivationsTests {
  let folder = TemporaryFolder()
  let records = [
    ImageRecord(path: "a.jpg", split: .train, label: "cat"), ImageRecord(path: "b.jpg", split: .valid, label: "dog"),
    ImageRecord(path: "ü.jpg", split: .test),
  ]

  private func write(_ records: [ImageRecord], classes: [String], to name: String) throws -> String {
    let vocabulary = Vocabulary(classes)
    let metadata = ActivationsWriter.metadata(
      TensorFileMetadata(kind: .activations, architecture: "resnet18"), records: records, vocabulary: vocabulary)
    let path = folder.file(name)
    let targets = try Targets(of: records, vocabulary: vocabulary)
    var writer = try ActivationsWriter(
      TensorFileWriter.open(path), records: records, targets: targets, width: 2, metadata: metadata)
    for index in records.indices { try writer.append([Float(index), 0.5]) }
    try writer.commit()
    return path
  }

  @Test func comeBack() throws {
    let path = try write(records, classes: ["cat", "dog"], to: "a.safetensors")
    let activations = try Activations(reading: path)
    #expect(activations.count == 3 && activations.width == 2 && activations.classes == ["cat", "dog"])
    #expect(activations.features.floats == [0, 0.5, 1, 0.5, 2, 0.5])
    #expect(activations.row(1) == [1, 0.5])
    #expect(activations.targets == .single([0, 1, -1]))
    #expect(activations.splits == [.train, .valid, .test])
    #expect(try (0..<3).map { try activations.record(at: $0) } == records)
    #expect(activations.metadata.index == ImageIndex.digest(of: records))
  }

  @Test func severalLabels() throws {
    let records = [
      ImageRecord(path: "a", split: .train, labels: ["x", "z"]), ImageRecord(path: "b", split: .train, labels: []),
    ]
    let path = try write(records, classes: ["x", "y", "z"], to: "m.safetensors")
    #expect(try Activations(reading: path).targets == .several([1, 0, 1, 0, 0, 0], classCount: 3))
  }

  @Test func unknownLabelsAmongSeveralAreNotNone() throws {
    let records = [
      ImageRecord(path: "a", split: .test), ImageRecord(path: "b", split: .train, labels: ["y"]),
    ]
    let path = try write(records, classes: ["x", "y"], to: "m.safetensors")
    guard case .several(let values, 2) = try Activations(reading: path).targets else {
      Issue.record("not several")
      return
    }
    #expect(values[0].isNaN && values[1].isNaN && values[2...] == [0, 1])
  }

  @Test func mixtureOfFormsIsRefused() throws {
    let records = [
      ImageRecord(path: "t", split: .test), ImageRecord(path: "a", split: .train, label: "x"),
      ImageRecord(path: "b", split: .train, labels: ["x"]),
    ]
    for (records, expected) in [
      (records, "'b' has 'labels', but 'a' has a 'label': all images need the same form"),
      (records.reversed(), "'a' has a 'label', but 'b' has 'labels': all images need the same form"),
    ] {
      let error = try #require(throws: InvalidRecord.self) { _ = try write(records, classes: ["x"], to: "m") }
      #expect(error.description == expected)
    }
    #expect(folder.names == [])
  }

  @Test func unknownLabelIsNamedAndNothingWritten() throws {
    let error = try #require(throws: UnknownLabel.self) {
      _ = try write(records, classes: ["cat"], to: "u.safetensors")
    }
    #expect(error.description == "the label 'dog' of 'b.jpg' is none of the 1 classes (cat)")
    #expect(folder.names == [])
  }

  @Test func tornFileIsRefusedAtEveryLength() throws {
    let path = try write(records, classes: ["cat", "dog"], to: "a.safetensors")
    let bytes = try InputFile.bytes(of: path)
    for length in 0..<bytes.count {
      let torn = try folder.writeQuickly(bytes.prefix(length), to: "torn.safetensors")
      #expect(throws: FileError.self, "\(length)") { try Activations(reading: torn) }
    }
  }

  @Test func mutatedFileDoesNotTrap() throws {
    let bytes = try InputFile.bytes(of: try write(records, classes: ["cat", "dog"], to: "a.safetensors"))
    var generator = SplitMix(seed: 1)
    for _ in 0..<500 {
      var mutated = bytes
      for _ in 0..<3 { mutated[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255) }
      let path = try folder.writeQuickly(mutated, to: "mutated.safetensors")
      if let activations = try? Activations(reading: path) {
        for row in 0..<activations.count { _ = try? activations.record(at: row) }
      }
    }
  }
}
