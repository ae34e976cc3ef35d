import Foundation
import Instructions
import Networks
import Tensors
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
private let realWeights = folder.appending(
  path: "../../../shared/data/weights/resnet18-imagenet-pqf.safetensors"
).standardizedFileURL.path

/// Features and logits against PyTorch in float64; the demand is three times the error of PyTorch's own float32.
@Suite("The inference plan's numbers")
struct InferenceAccuracyTests {
  @Test(
    "are as near to float64 as PyTorch's float32",
    arguments: [
      (Architecture.resnet18, 96), (.resnet34, 112), (.resnet50, 64), (.resnext50x32x4d, 64), (.efficientnetLite0, 64),
      (.efficientnetLite0, 75),
    ])
  func formulaWeights(architecture: Architecture, size: Int) throws {
    try compare(
      architecture, size: size, reference: "\(architecture.rawValue)-\(size)",
      weights: FormulaNumbers.weights(architecture.network))
  }

  @Test(
    "are as near to float64 on published weights",
    .enabled(if: FileManager.default.fileExists(atPath: realWeights), "needs ../shared/data"))
  func publishedWeights() throws {
    let file = try TensorFile(reading: realWeights)
    let weights = Dictionary(uniqueKeysWithValues: file.names.compactMap { name in file[name].map { (name, $0) } })
    try compare(.resnet18, size: 224, reference: "resnet18-imagenet-224", weights: weights)
  }

  @Test(
    "are the same network's with every instruction set",
    arguments: InstructionSet.allCases.filter(\.isAvailable))
  func instructions(set: InstructionSet) throws {
    for (architecture, size) in [(Architecture.resnet34, 112), (.resnext50x32x4d, 64)] {
      var settings = architecture.inferenceSettings
      settings.instructions = set
      let summary = try compare(
        architecture, size: size, reference: "\(architecture.rawValue)-\(size)",
        weights: FormulaNumbers.weights(architecture.network), settings: settings)
      #expect(summary.steps.contains { $0.implementation.hasSuffix(":\(set)") })
    }
  }

  // A number has 16 bits less: so much larger may errors be.
  @Test(
    "are near in bfloat16", .enabled(if: Precision.bfloat16.isAvailable, "needs AVX512_BF16"),
    arguments: [
      (Architecture.resnet18, 96), (.resnet34, 112), (.resnet50, 64), (.resnext50x32x4d, 64), (.efficientnetLite0, 64),
    ])
  func coarse(architecture: Architecture, size: Int) throws {
    let summary = try compare(
      architecture, size: size, reference: "\(architecture.rawValue)-\(size)",
      weights: FormulaNumbers.weights(architecture.network), settings: try architecture.inferenceSettings(.bfloat16),
      factor: 65536, limits: 1e-4...1)
    #expect(summary.precision == .bfloat16)
    #expect(summary.steps.filter { $0.implementation.contains("ref") } == [])
    let isWinograd = summary.steps.map { $0.implementation.hasPrefix("winograd") }
    let isCoarse = summary.steps.map { $0.implementation.contains("bf16") }
    #expect(zip(isWinograd, isCoarse).allSatisfy { $0 != $1 })
    #expect(isWinograd.contains(true) == [.resnet18, .resnet34].contains(architecture))
  }

  // Not what is chosen by default, and with larger rounding errors: 3.2 times PyTorch's in the interleaved ResNet-34.
  @Test(
    "are the same network's in the other layout", arguments: [(Architecture.resnet34, 112), (.efficientnetLite0, 64)])
  func otherLayout(architecture: Architecture, size: Int) throws {
    var settings = InferenceSettings(microBatch: 2, layout: .blocked, algorithm: .direct)
    if architecture.inferenceSettings.layout == .blocked { settings.layout = .interleaved }
    try compare(
      architecture, size: size, reference: "\(architecture.rawValue)-\(size)",
      weights: FormulaNumbers.weights(architecture.network), settings: settings, factor: 10)
  }

  @discardableResult
  private func compare(
    _ architecture: Architecture, size: Int, reference: String, weights: [String: Tensor],
    settings: InferenceSettings? = nil, factor: Double = 3,
    limits: ClosedRange<Double> = 0...5e-5
  ) throws -> PlanSummary {
    let network = architecture.network
    let compiled = try CompiledNetwork(
      network, settings: settings ?? architecture.inferenceSettings, inputSize: size, includesClassifier: true
    ) { weights[$0] }
    let plan = try InferencePlan(compiled)
    let pixels = FormulaNumbers.pixels(size: size)
    for image in 0..<2 {
      plan.setInput(at: image, planar: pixels[image * plan.inputCount..<(image + 1) * plan.inputCount])
    }
    try plan.run()
    let features = (0..<2).flatMap { plan.withFeatures(at: $0) { Array($0) } }
    let logits = (0..<2).flatMap { plan.withLogits(at: $0) { Array($0) } }

    let file = try Data(contentsOf: folder.appending(path: "Reference/features/\(reference).f32"))
    let expected = file.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    // PyTorch's error depends on the instruction set, as ours does.
    let isWide = plan.summary.steps.contains { $0.implementation.contains("avx512") }
    let errors = "Reference/features/errors-\(isWide ? "AVX512" : "AVX2").txt"
    let lines = try String(contentsOf: folder.appending(path: errors), encoding: .utf8)
    let line = try #require(lines.split(separator: "\n").map { $0.split(separator: " ") }.first { $0[0] == reference })
    let ofFeatures = relativeError(features, Array(expected.prefix(2 * network.pooledWidth)))
    let ofLogits = relativeError(logits, Array(expected.dropFirst(2 * network.pooledWidth)))
    let (torchFeatures, torchLogits) = (try #require(Double(line[1])), try #require(Double(line[2])))
    #expect(limits.contains(ofFeatures) && limits.contains(ofLogits), "\(ofFeatures) and \(ofLogits)")
    #expect(ofFeatures <= factor * torchFeatures, "\(ofFeatures / torchFeatures) times PyTorch's error")
    #expect(ofLogits <= factor * torchLogits, "\(ofLogits / torchLogits) times PyTorch's error")
    return plan.summary
  }
}
