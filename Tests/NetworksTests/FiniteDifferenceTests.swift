import Networks
import TestSupport
import Testing

/// Gradients of every operation against finite differences of the plan's own forward pass.
@Suite("Finite differences")
struct FiniteDifferenceTests {
  private static let batchSize = 4

  /// For tensors of weights, the slope along a random direction.
  ///
  /// The steps are small enough that few ReLUs turn over, and large enough for float32, which leaves a few percents.
  @Test("agree with gradients", arguments: [Architecture.resnet18, .resnext50x32x4d, .efficientnetLite0])
  func slopes(architecture: Architecture) throws {
    let network = architecture.network
    let tensors = FormulaNumbers.weights(network)
    let weights = try NetworkWeights(network) { tensors[$0] }
    var settings = architecture.trainingSettings
    settings.usesBatchStatistics = false
    let plan = try TrainingPlan(weights, settings: settings, inputSize: 32, workers: 2)
    let pixels = FormulaNumbers.uniform(1001, Self.batchSize * plan.inputCount).map { 2 * $0 }
    let direction = FormulaNumbers.uniform(1002, Self.batchSize * plan.featureCount)

    /// The scalar product of the features with a fixed vector: what is differentiated.
    func value() throws -> Double {
      zip(try plan.forward(batchSize: Self.batchSize), direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    try plan.setInput(pixels, batchSize: Self.batchSize)
    _ = try value()
    try plan.backward(batchSize: Self.batchSize, gradient: direction)
    let gradients = plan.weights.namedGradients

    var offset = 0
    var errors: [Double] = []
    for (number, parameter) in network.parameters.filter({ $0.isBody && $0.role == .weight }).enumerated() {
      let range = offset..<offset + parameter.count
      offset = range.upperBound
      // Each fourth, of convolution, gamma and beta in turn: all kinds of operations are among them.
      guard number % 4 == 0 else { continue }
      let gradient = try #require(gradients[parameter.name])
      // Along the gradient itself, so that the slope is far above rounding, with signs that differ from test to test.
      let signs = FormulaNumbers.uniform(7000 + number, parameter.count).map { $0 < 0.5 ? Float(1) : -1 }
      let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      guard norm > 1e-6 else { continue }
      let scale = 1e-3 * (Double(parameter.count)).squareRoot() / 10 / norm
      func moved(by sign: Double) throws -> Double {
        let before = weights.values.read(range)
        defer { weights.values.write(before, at: range.lowerBound) }
        weights.values.write(
          before.indices.map { before[$0] + Float(sign * scale) * signs[$0] * gradient[$0] }, at: range.lowerBound)
        return try value()
      }
      let measured = (try moved(by: 1) - moved(by: -1)) / (2 * scale)
      let expected = zip(gradient, signs).reduce(0) { $0 + Double($1.0) * Double($1.0) * Double($1.1) }
      errors.append(abs(measured - expected) / (norm * norm))
    }
    #expect(errors.count > 14)
    let sorted = errors.sorted()
    #expect(sorted[sorted.count / 2] < 0.02 && sorted[sorted.count * 3 / 4] < 0.05, "\(sorted)")
  }
}
