import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Gradients against PyTorch in float64.
///
/// The demand is three times the error of PyTorch's own float32, up to where rounding turns a ReLU or a maximum over: that
/// changes all gradients before it by a percent, in PyTorch's float32 as well. Behind the last such place, a quarter of
/// the tensors at least, the demand holds.
@Suite("The training plan's numbers")
struct TrainingPlanTests {
  /// The shapes of convolutions that the networks below lack.
  @Test(
    "never come from oneDNN's reference code",
    arguments: [
      Architecture.resnet34, .resnet50, .wideResnet50x2, .resnext101x32x8d, .resnext101x64x4d,
    ])
  func implementations(architecture: Architecture) throws {
    let network = architecture.network
    let weights = try NetworkWeights(network) { name in
      network.parameters.first { $0.name == name }.map {
        Tensor(shape: $0.shape, values: [Float](repeating: 0, count: $0.count))
      }
    }
    let plan = try TrainingPlan(weights, settings: architecture.trainingSettings, inputSize: 64, workers: 2)
    try plan.prepare(batchSize: 2)
    #expect(plan.implementations.count > 1)
    #expect(!plan.implementations.contains { $0.hasPrefix("ref") }, "\(plan.implementations)")
  }

  @Test(
    "are as near to float64 as PyTorch's float32",
    arguments: [
      (Architecture.resnet18, 64, true), (.resnet18, 64, false), (.resnext50x32x4d, 64, false),
      (.efficientnetLite0, 64, false), (.efficientnetLite0, 75, false),
    ])
  func gradients(architecture: Architecture, size: Int, usesBatchStatistics: Bool) throws {
    let network = architecture.network
    let tensors = FormulaNumbers.weights(network)
    let weights = try NetworkWeights(network) { tensors[$0] }
    var settings = architecture.trainingSettings
    settings.usesBatchStatistics = usesBatchStatistics
    let plan = try TrainingPlan(weights, settings: settings, inputSize: size, workers: 2)
    let features = try run(plan, batchSize: 3)
    #expect(!plan.implementations.contains { $0.hasPrefix("ref") }, "\(plan.implementations)")

    let name = "\(architecture.rawValue)-\(size)\(usesBatchStatistics ? "" : "-evaluate")"
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/gradients/\(name).txt")
    let references = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(ProjectedTensor.init)
    var found = plan.weights.namedGradients
    found["features"] = features
    for (name, tensor) in weights.tensors where name.contains("running") { found[name] = tensor.floats }
    var ratios: [Double] = []
    for reference in references where reference.norm > 1e-9 {
      let values = try #require(found[reference.name], "\(reference.name)")
      let distance = reference.distance(of: values.map(Double.init))
      ratios.append(distance / max(reference.error, 2e-7))
      #expect(distance <= 0.03, "\(reference.name): \(distance), PyTorch's error \(reference.error)")
    }
    #expect(ratios.count > 60)
    let quarter = ratios.sorted()[ratios.count / 4]
    #expect(quarter <= 3, "\(quarter) times PyTorch's error")
  }

  /// Fills a batch from the formula, goes forward and backward, and returns the features.
  private func run(_ plan: TrainingPlan, batchSize: Int) throws -> [Float] {
    let pixels = FormulaNumbers.uniform(1001, batchSize * plan.inputCount).map { 2 * $0 }
    try plan.setInput(pixels, batchSize: batchSize)
    let features = try plan.forward(batchSize: batchSize)
    try plan.backward(batchSize: batchSize, gradient: FormulaNumbers.uniform(1002, features.count))
    return features
  }
}
