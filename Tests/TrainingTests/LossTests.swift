import Metrics
import Networks
import Records
import Testing
import Training
import Workers

/// Against PyTorch and scikit-learn (`Reference/make-losses.py`).
@Suite struct LossTests {
  private let reference: Reference

  init() throws { reference = try Reference.load("losses.json") }

  private func labels(_ kind: LabelKind) throws -> [[Int]] {
    guard kind == .several else { return try reference.integers("single").map { [$0] } }
    return try #require(reference.values["several"]?.array).map { try #require($0.doubles).map { Int($0) } }
  }

  @Test(
    arguments: [LabelKind.single, .several],
    [("plain", 0, false), ("smoothed", 0.1, false), ("weighted", 0, true), ("both", 0.1, true)])
  func lossesAndGradientsArePyTorchs(kind: LabelKind, variant: (name: String, smoothing: Double, isWeighted: Bool))
    throws
  {
    let expected = try #require(reference.values["\(kind.rawValue) \(variant.name)"]?.object)
    let loss = TrainingLoss(
      kind, labelSmoothing: variant.smoothing, classWeights: variant.isWeighted ? try reference.doubles("weights") : nil
    )
    var logits = try reference.doubles("logits").map { Float($0) }
    let labels = try labels(kind)
    let plain = try (0..<labels.count).map {
      TrainingLoss.value(of: logits[4 * $0..<4 * $0 + 4], labels: try #require(labels[$0] as [Int]?), kind: kind)
    }
    let value = logits.withUnsafeMutableBufferPointer { loss.replaceByGradient($0, labels: MixedLabels(labels)) }
    #expect(abs(value - (try #require(expected["loss"]?.double))) < 1e-9)
    try expectClose(logits, #require(expected["gradient"]?.doubles), tolerance: 1e-6, "gradient")
    if variant.name == "plain" { #expect(abs(plain.reduce(0, +) / Double(plain.count) - value) < 1e-9) }
  }

  @Test func balancedWeightsAreScikitLearns() throws {
    let single = try reference.integers("single")
    let weights = ClassWeights.balanced((0..<4).map { label in single.count { $0 == label } }, rows: single.count)
    for (weight, expected) in zip(weights, try reference.doubles("balanced")) {
      #expect(abs(weight - expected) < 1e-12)
    }
    #expect(ClassWeights.balanced([2, 0], rows: 2) == [0.5, 1])
  }

  @Test func bestF2IsScikitLearns() throws {
    let probabilities = try reference.doubles("probabilities")
    var scores = FBeta()
    for (row, labels) in try labels(.several).enumerated() {
      scores.add(probabilities: Array(probabilities[4 * row..<4 * row + 4]), labels: labels)
    }
    let expected = try reference.doubles("f2")
    let best = try #require(scores.best)
    #expect(abs(best.score - (expected.max() ?? 0)) < 1e-12)
    #expect(expected.firstIndex { $0 == expected.max() }.map { FBeta.thresholds[$0] } == best.threshold)
    #expect(FBeta().best == nil)
  }

  @Test func oneCycleOfAdamWIsPyTorchs() throws {
    let start = try reference.doubles("start").map { Float($0) }
    let target = try reference.doubles("target").map { Float($0) }
    let (parameters, gradients) = (FloatBuffer(start.count), FloatBuffer(start.count))
    parameters.write(start, at: 0)
    let trace = try #require(reference.values["trace"]?.array).map { try #require($0.doubles) }
    let scheduled = try #require(reference.values["rates"]?.array).map { try #require($0.doubles) }
    var rates = LearningRateSchedule.oneCycle(epochs: 4).rates(maximum: 0.03, batchesPerEpoch: 6)
    WorkerTeam.run(workers: 1) { team in
      let optimizer = OptimizerState(
        .adamW(AdamW(weightDecay: 0.1)), parameters: parameters, gradients: gradients)
      for step in 0..<24 {
        let rate = rates.next() ?? 0
        #expect(abs(rate - scheduled[step][0]) < 1e-12)
        #expect(abs((rates.momentum ?? 0) - scheduled[step][1]) < 1e-12)
        gradients.write(zip(parameters.read(0..<start.count), target).map { 2 * ($0 - $1) }, at: 0)
        // Two ranges, as two layer groups are.
        optimizer.step(
          [(0..<20, rate), (20..<start.count, rate)], momentum: rates.momentum, chunks: Chunks(team: team))
        for (number, expected) in [(0, trace[0]), (23, trace[1])] where number == step {
          expectClose(parameters.read(0..<start.count), expected, tolerance: 3e-6, "step \(step)")
        }
      }
    }
  }

  /// The values of fastai 2 (shared semantics §11).
  @Test func oneCycleOfTheLesson() {
    var rates = LearningRateSchedule.oneCycle(epochs: 1).rates(maximum: 1e-3, batchesPerEpoch: 8)
    let values = (0..<8).map { _ in rates.next() ?? 0 }
    for (batch, expected) in [(0, 4e-5), (1, 5.2e-4), (2, 1e-3), (4, 7.500025e-4)] {
      #expect(abs(values[batch] - expected) < 1e-10)
    }
  }
}
