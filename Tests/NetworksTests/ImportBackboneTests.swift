import Files
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Whole networks that `Reference/import/make.py /tmp/finetools-weights` wrote with PyTorch.
private let networks = "/tmp/finetools-weights"

@Suite struct ImportBackboneTests {
  let folder = TemporaryFolder()

  /// Weights for all parameters of Lite0, the smallest network; small whole numbers, so that half precision holds them.
  private func weights(
    _ architecture: Architecture = .efficientnetLite0, scalarType: ScalarType = .float32
  ) -> [(name: String, tensor: Tensor)] {
    architecture.network.parameters.enumerated().map { index, parameter in
      if scalarType == .float32 {
        let values = (0..<parameter.count).map { Float(($0 + index) % 7 + 1) }
        return (parameter.name, Tensor(shape: parameter.shape, values: values))
      }
      // 1...7 in binary16: exponent and the upper bits of the fraction.
      let halves: [UInt16] = [0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600, 0x4700]
      let bytes = (0..<parameter.count).flatMap { position in
        withUnsafeBytes(of: halves[(position + index) % 7].littleEndian) { Array($0) }
      }
      return (parameter.name, Tensor(scalarType: .float16, shape: parameter.shape, bytes: bytes))
    }
  }

  private func write(_ tensors: [(name: String, tensor: Tensor)], to name: String) throws -> String {
    try TensorFileWriter.write(
      folder.file(name), metadata: TensorFileMetadata(kind: nil, others: ["format": "pt"]), tensors: tensors)
    return folder.file(name)
  }

  private func sentence(_ tensors: [(name: String, tensor: Tensor)]) throws -> String {
    let path = try write(tensors, to: "published")
    return try #require(throws: BackboneError.self) { _ = try ImportedBackbone(reading: path) }.description
  }

  @Test func comesBackAsItWas() throws {
    let imported = try ImportedBackbone(reading: try write(weights(), to: "published"))
    #expect(imported.notes == [])
    let step = ProvenanceStep(tool: "import-weights", version: "1", command: "import-weights x", inputs: [:])
    try imported.backbone.write(to: folder.file("backbone"), provenance: [step])
    let backbone = try Backbone(reading: folder.file("backbone"))
    #expect(backbone.architecture == .efficientnetLite0)
    #expect(backbone.input == Architecture.efficientnetLite0.input)
    #expect(backbone.digest == imported.backbone.digest)
    #expect(backbone.provenance == [step])
    #expect(backbone.hasClassifier)
    for (name, tensor) in weights() { #expect(backbone[name]?.floats == tensor.floats) }
  }

  @Test func historyAndClassifierAreNotInTheDigest() throws {
    let whole = try ImportedBackbone(reading: try write(weights(), to: "whole")).backbone
    let body = weights().filter { !$0.name.hasPrefix("_fc") }
    let headless = try ImportedBackbone(reading: try write(body, to: "body")).backbone
    #expect(!headless.hasClassifier)
    #expect(headless.digest == whole.digest)
    try headless.write(to: folder.file("backbone"), provenance: [])
    #expect(try Backbone(reading: folder.file("backbone")).digest == whole.digest)
    let wrapped = weights().map { (name: "module." + $0.name, tensor: $0.tensor) }
    #expect(try ImportedBackbone(reading: try write(wrapped, to: "wrapped")).backbone.digest == whole.digest)
    let half = try ImportedBackbone(reading: try write(weights(scalarType: .float16), to: "half")).backbone
    #expect(half.digest == whole.digest)
    #expect(half["_bn0.weight"]?.scalarType == .float32)
  }

  @Test func aFlippedByteIsFound() throws {
    let imported = try ImportedBackbone(reading: try write(weights(), to: "published")).backbone
    let path = folder.file("backbone")
    try imported.write(to: path, provenance: [])
    let whole = try InputFile.bytes(of: path)
    // In the body, and in the classifier, which comes last.
    for position in [whole.count / 2, whole.count - 1] {
      var bytes = whole
      bytes[position] ^= 1
      let flipped = try folder.writeQuickly(bytes, to: "flipped")
      #expect(
        try #require(throws: BackboneError.self) { _ = try Backbone(reading: flipped) }.description
          == "cannot use '\(flipped)': its weights have changed since they were imported")
    }
    let torn = try folder.writeQuickly(whole.dropLast(), to: "torn")
    #expect(
      try #require(throws: FileError.self) { _ = try Backbone(reading: torn) }.description
        == "cannot read '\(torn)': torn: \(whole.count - 1) bytes of \(whole.count)")
  }

  @Test func differencesAreNamed() throws {
    let path = "'\(folder.file("published"))'"
    let all = weights()
    #expect(
      try sentence(all.filter { $0.name != "_bn0.bias" })
        == "the weights in \(path) do not fit efficientnet_lite0: '_bn0.bias' is missing")
    #expect(
      try sentence(all + [("squeeze.weight", Tensor(shape: [1], values: [1 as Float]))])
        == "the weights in \(path) do not fit efficientnet_lite0: 'squeeze.weight' is not part of it")
    #expect(
      try sentence(all.map { $0.name == "_bn0.bias" ? ($0.name, Tensor(shape: [1], values: [1 as Float])) : $0 })
        == "the weights in \(path) do not fit efficientnet_lite0: '_bn0.bias' has the shape [1], not [32]")
    let integers = Tensor(shape: [32], values: [Int64](repeating: 1, count: 32))
    #expect(
      try sentence(all.map { $0.name == "_bn0.bias" ? ($0.name, integers) : $0 })
        == "the weights in \(path) do not fit efficientnet_lite0: '_bn0.bias' has the type I64")
    let infinite = Tensor(shape: [32], values: [Float](repeating: .infinity, count: 32))
    #expect(
      try sentence(all.map { $0.name == "_bn0.bias" ? ($0.name, infinite) : $0 })
        == "cannot use \(path): '_bn0.bias' holds numbers that are not finite")
    #expect(
      try sentence([("a", Tensor(shape: [1], values: [1 as Float]))])
        .hasPrefix("cannot recognise the network of \(path): none of efficientnet_lite0, resnet18,"))
    #expect(try sentence([]).hasPrefix("cannot recognise"))
  }

  @Test func aForcedArchitectureLeavesOutTheRest() throws {
    let batches = Tensor(shape: [], values: [3 as Int64])
    let extra = Tensor(shape: [1], values: [1 as Float])
    let path = try write(
      weights() + [("_bn0.num_batches_tracked", batches), ("a", extra), ("b", extra)], to: "published")
    let imported = try ImportedBackbone(reading: path, architecture: .efficientnetLite0)
    #expect(imported.notes == ["left out 'a' and 1 more"])
    #expect(throws: BackboneError.self) { _ = try ImportedBackbone(reading: path, architecture: .resnet18) }
  }

  @Test func anotherClassifierIsLeftOut() throws {
    let two = weights().map { name, tensor in
      switch name {
      case "_fc.weight": (name, Tensor(shape: [2, 1280], values: [Float](repeating: 1, count: 2560)))
      case "_fc.bias": (name, Tensor(shape: [2], values: [1, 1 as Float]))
      default: (name, tensor)
      }
    }
    let imported = try ImportedBackbone(reading: try write(two, to: "published"))
    #expect(imported.notes == ["left out a classifier of other classes than ImageNet's"])
    #expect(!imported.backbone.hasClassifier)
  }

  @Test func nameHoldsTheDigest() {
    let digest = Digest(of: Array("abc".utf8))
    #expect(PublishedWeights.complaint(about: "a/resnet18-ba7816bf.pth", digest: digest) == nil)
    #expect(PublishedWeights.complaint(about: "resnet18.pth", digest: digest) == nil)
    #expect(PublishedWeights.complaint(about: "resnet18-pretrain.pth", digest: digest) == nil)
    #expect(
      PublishedWeights.complaint(about: "x/resnet18-f37072fd.pth", digest: digest)
        == "'x/resnet18-f37072fd.pth' is damaged or was changed: its SHA-256 begins with ba7816bf, not with f37072fd"
        + " as in its name")
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: networks), "no networks from make.py"),
    arguments: Architecture.allCases.filter { $0 != .efficientnetLite0 })
  func everyArchitectureIsRecognised(architecture: Architecture) throws {
    let path = "\(networks)/\(architecture.rawValue).pth"
    let imported = try ImportedBackbone(reading: path)
    #expect(imported.backbone.architecture == architecture)
    #expect(imported.backbone.hasClassifier)
    for container in [".stream.pth", ".safetensors"] {
      let other = "\(networks)/\(architecture.rawValue)\(container)"
      guard FileManager.default.fileExists(atPath: other) else { continue }
      #expect(try ImportedBackbone(reading: other).backbone.digest == imported.backbone.digest)
    }
  }
}
