import Files
import Tensors
import TestSupport
import Testing

/// Means of weights, which NumPy takes too.
@Suite struct ModelMeanTests {
  let folder = TemporaryFolder()

  /// Writes a model of one tensor, whose digest is made in the same way as the published description says.
  private func model(
    _ name: String, _ values: [Float], shape: [Int]? = nil, architecture: String = "resnet18",
    classes: [String] = ["a", "b"], size: Int = 64, others: [String: String] = [:]
  ) throws -> TensorFile {
    let tensor = Tensor(shape: shape ?? [values.count], values: values)
    let step = ProvenanceStep(tool: name, version: "1", command: name, inputs: [:])
    let digest = Digest(of: ["w"], architecture: architecture) { _ in tensor }
    try TensorFileWriter.write(
      folder.file(name),
      metadata: TensorFileMetadata(
        kind: .model, architecture: architecture, classes: classes, input: NetworkInput(size: size),
        provenance: [step], others: others.merging(["model": digest.description]) { first, _ in first }),
      tensors: [("w", tensor)])
    return try TensorFile(reading: folder.file(name))
  }

  /// `numpy.stack([a, b, c]).astype(float64).mean(0).astype(float32)` of NumPy 2.4.
  @Test func equalsNumPys() throws {
    let files = [
      try model("a", [0.1, -3, 16_777_216, 1e-30]), try model("b", [0.2, 5, 1, 3e38]),
      try model("c", [0.7, 1.5, 2, -1e30]),
    ]
    try ModelMean(files).write(to: TensorFileWriter.open(folder.file("mean")))
    let mean = try TensorFile(reading: folder.file("mean"))
    #expect(mean["w"]?.floats == [0.33333334, 1.1666666, 5.5924065e+06, 1e+38])
    #expect(mean.metadata.provenance.map(\.tool) == ["a", "b", "c"])
    // It is a model itself.
    #expect(try ModelMean([mean]).metadata == mean.metadata)
    #expect(try ModelMean([mean, mean]).metadata == mean.metadata)
  }

  @Test func keepsWhatAllSay() throws {
    func others(_ threshold: String, _ training: String) -> [String: String] {
      ["labels": "several", "threshold": threshold, "dropout": "0.5", "training": training, "note": "x" + training]
    }
    let files = [
      try model("a", [1], others: others("0.2", "1")), try model("b", [2], others: others("0.25", "2")),
    ]
    let shared = try ModelMean(files).metadata.others
    #expect(shared.keys.sorted() == ["dropout", "labels", "model", "threshold"])
    #expect(shared["threshold"] == "0.225" && shared["dropout"] == "0.5")
    // Not even when all say the same: the mean is not what the training gives.
    #expect(try ModelMean([files[0], files[0]]).metadata.others["training"] == nil)
  }

  @Test func refusesWhatDoesNotFit() throws {
    let first = try model("a", [1, 2])
    func refusal(_ other: TensorFile) -> String {
      do {
        _ = try ModelMean([first, other])
        return "accepted"
      } catch {
        return "\(error)".replacing(folder.path, with: "").replacing("'/", with: "'")
      }
    }
    #expect(
      refusal(try model("b", [1, 2], architecture: "resnet34"))
        == "the architecture of 'b' (resnet34) is not that of 'a' (resnet18)")
    #expect(
      refusal(try model("b", [1, 2], classes: ["b", "a"]))
        == #"the classes of 'b' (["b","a"]) are not those of 'a' (["a","b"])"#)
    #expect(
      refusal(try model("b", [1, 2], others: ["labels": "several"]))
        == "the kind of labels of 'b' (several) is not that of 'a' (single)")
    let input = refusal(try model("b", [1, 2], size: 96))
    #expect(input.hasPrefix(#"the input of 'b' ({"size":96,"#) && input.contains(#"not that of 'a' ({"size":64,"#))
    #expect(
      refusal(try model("b", [1, 2], shape: [2, 1])) == "the tensor 'w' of 'b' ([2, 1]) is not like that of 'a' ([2])")
    #expect(
      refusal(try model("b", [1, .nan])) == "cannot read 'b': the tensor 'w' holds numbers that are not finite")
    #expect(
      refusal(try model("b", [1, 2], others: ["model": Digest(of: [1]).description]))
        == "cannot read 'b': its weights have changed since it was written")
  }
}
