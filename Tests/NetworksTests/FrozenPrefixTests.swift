import Networks
import Tensors
import TestSupport
import Testing

/// A training whose early layers are frozen against one in which all layers learn, with the same numbers.
@Suite("Layers before those that learn")
struct FrozenPrefixTests {
  private static let batchSize = 5

  /// The frozen layers run as an inference plan, whose results differ by rounding: that turns some ReLUs over, which
  /// changes gradients before them by up to a percent.
  @Test(
    "give the features and gradients that the training plan alone gives",
    arguments: [(Architecture.resnet18, 64), (.resnext50x32x4d, 64), (.efficientnetLite0, 75)])
  func equality(architecture: Architecture, size: Int) throws {
    let whole = try Run(architecture, from: .early, size: size)
    let part = try Run(architecture, from: .late, size: size)
    #expect(relativeError(part.features, whole.features) < 2e-5)
    var errors: [Double] = []
    for parameter in architecture.network.parameters where parameter.isBody && parameter.role == .weight {
      let (found, expected) = (part.gradients[parameter.name] ?? [], whole.gradients[parameter.name] ?? [])
      if parameter.group == .early {
        #expect(found.allSatisfy { $0 == 0 }, "\(parameter.name)")
      } else {
        errors.append(relativeError(found, expected))
      }
    }
    #expect(errors.count >= 30)
    #expect(errors.max() ?? 1 < 0.02 && errors.min() ?? 1 < 1e-5, "\(errors.sorted())")
  }

  @Test("keep their running statistics, and are computed anew when their numbers are replaced")
  func replacement() throws {
    let run = try Run(.resnet18, from: .late, size: 64, usesBatchStatistics: true)
    let early = run.weights.network.parameters.filter { $0.group == .early && $0.role == .statistic }
    let late = run.weights.network.parameters.filter { $0.group == .late && $0.role == .statistic }
    let now = Dictionary(uniqueKeysWithValues: run.weights.tensors.map { ($0.name, $0.tensor) })
    #expect(early.allSatisfy { now[$0.name]?.floats == run.tensors[$0.name]?.floats } && !early.isEmpty)
    #expect(late.allSatisfy { now[$0.name]?.floats != run.tensors[$0.name]?.floats } && !late.isEmpty)

    var snapshot = run.weights.snapshot
    for index in run.weights.range(of: .early) { snapshot.values[index] *= 1.01 }
    run.weights.snapshot = snapshot
    let again = try run.plan.forward(batchSize: Self.batchSize)
    let fresh = try Run(.resnet18, from: .late, size: 64, usesBatchStatistics: true, snapshot: snapshot)
    #expect(again == fresh.features)
    #expect(again != run.features)
  }

  /// One pass forward and backward.
  private struct Run {
    let tensors: [String: Tensor]
    let weights: NetworkWeights
    let plan: TrainingPlan
    let features: [Float]
    let gradients: [String: [Float]]

    init(
      _ architecture: Architecture, from group: LayerGroup, size: Int, usesBatchStatistics: Bool = false,
      snapshot: NetworkWeights.Snapshot? = nil
    ) throws {
      let tensors = FormulaNumbers.weights(architecture.network)
      self.tensors = tensors
      weights = try NetworkWeights(architecture.network) { tensors[$0] }
      if let snapshot { weights.snapshot = snapshot }
      var settings = architecture.trainingSettings
      settings.firstTrainedGroup = group
      settings.usesBatchStatistics = usesBatchStatistics
      plan = try TrainingPlan(weights, settings: settings, inputSize: size, workers: 2)
      let pixels = FormulaNumbers.uniform(1001, batchSize * plan.inputCount).map { 2 * $0 }
      try plan.setInput(pixels, batchSize: batchSize)
      features = try plan.forward(batchSize: batchSize)
      try plan.backward(batchSize: batchSize, gradient: FormulaNumbers.uniform(1002, features.count))
      gradients = weights.namedGradients
    }
  }
}
