import Foundation
import Inference
import Networks
import Records
import Tensors
import TestSupport
import Testing

@Suite struct ClassifierTests {
  private let folder = TemporaryFolder()
  private let names = ["a", "b", "c", "d"]

  /// A classifier of tags that gives these logits to every image.
  private func classifier(_ logits: [Float]) throws -> Classifier {
    let width = Setting.backbone.architecture.network.pooledWidth
    func vector(_ value: Float) -> [Float] { [Float](repeating: value, count: width) }
    let layer = Head.Layer(
      batchNorm: Head.BatchNorm(weight: vector(1), bias: vector(0), runningMean: vector(0), runningVariance: vector(1)),
      dropout: 0, linear: Head.Linear(weight: [Float](repeating: 0, count: width * logits.count), bias: logits))
    let metadata = TensorFileMetadata(kind: .head, classes: names, backbone: Setting.backbone.digest)
    let path = folder.file("head.safetensors")
    try HeadFile.write(
      Head(layers: [layer]), labels: .several(threshold: 0.2), to: TensorFileWriter.open(path), metadata: metadata)
    return try Classifier(backbone: Setting.backbone, backbonePath: "x", headPath: path, classes: nil)
  }

  /// Against PyTorch (`Reference/make-tag-losses.py`), where probabilities are 0 and 1 too.
  @Test func lossesOfTagsArePyTorchs() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tag-losses.json")
    let reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: path))).object)
    var losses = try #require(reference["losses"]?.doubles)[...]
    let features = [Float](repeating: 0.5, count: Setting.backbone.architecture.network.pooledWidth)
    let rows = try #require(reference["logits"]?.array)
    let labels = try #require(reference["labels"]?.array)
    for (logits, choices) in zip(rows, labels) {
      let logits = try #require(logits.doubles).map { Float($0) }
      let classifier = try classifier(logits)
      for choice in try #require(choices.array) {
        let labels = try #require(choice.doubles).map { names[Int($0)] }
        let record = ImageRecord(path: "x.jpg", split: .valid, labels: labels)
        let expected = try #require(losses.first)
        losses.removeFirst()
        for top in [4, 1] {
          let prediction = classifier.predict(features, for: record, top: top)
          let loss = Double(try #require(prediction.loss))
          #expect(abs(loss - expected) <= 1e-7 * expected + 1e-15, "\(logits) \(labels): \(loss), not \(expected)")
          #expect(prediction.probabilities.count == top && prediction.classCount == (top < 4 ? 4 : nil))
        }
      }
    }
    #expect(losses.isEmpty)
  }

  @Test func lossOfUnknownTagsIsUnknown() throws {
    let classifier = try classifier([1, 2, 3, 4])
    let features = [Float](repeating: 0.5, count: Setting.backbone.architecture.network.pooledWidth)
    for record in [ImageRecord(path: "x.jpg", split: nil), ImageRecord(path: "x.jpg", split: nil, labels: ["a", "e"])] {
      #expect(classifier.predict(features, for: record, top: 4).loss == nil)
    }
  }
}
