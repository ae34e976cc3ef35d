import Foundation
import Networks
import Tensors
import Testing

private let reference = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/activation.txt")

/// Grad-CAM against PyTorch's autograd in float64: `Reference/make_activation.py`.
@Suite("Class activation maps")
struct ClassActivationTests {
  private let hidden = 24
  private let classes = 3

  /// The reference's head.
  private func head(width: Int) -> Head {
    func layer(_ stream: Int, _ inputs: Int, _ outputs: Int) -> Head.Layer {
      func numbers(_ offset: Int, _ count: Int, _ scale: Float, _ centre: Float = 0) -> [Float] {
        FormulaNumbers.uniform(stream + offset, count).map { scale * $0 + centre }
      }
      return Head.Layer(
        batchNorm: Head.BatchNorm(
          weight: numbers(0, inputs, 0.3, 1), bias: numbers(1, inputs, 0.3), runningMean: numbers(2, inputs, 0.3),
          runningVariance: numbers(3, inputs, 0.5, 1)),
        dropout: 0.5,
        linear: Head.Linear(weight: numbers(4, inputs * outputs, 0.1), bias: numbers(5, outputs, 0.1)))
    }
    return Head(layers: [layer(2000, width, hidden), layer(2010, hidden, classes)])
  }

  @Test(
    "are PyTorch's in both layouts",
    arguments: [(Architecture.resnet18, 96), (.efficientnetLite0, 75)], [FeatureLayout.blocked, .interleaved])
  func maps(_ network: (architecture: Architecture, size: Int), layout: FeatureLayout) throws {
    let (architecture, size) = network
    let network = architecture.network
    var settings = architecture.inferenceSettings
    settings.layout = layout
    let weights = FormulaNumbers.weights(network)
    let compiled = try CompiledNetwork(
      network, settings: settings, inputSize: size, includesClassifier: true
    ) { weights[$0] }
    let plan = try InferencePlan(compiled)
    let pixels = FormulaNumbers.pixels(size: size)
    for image in 0..<2 {
      plan.setInput(at: image, planar: pixels[image * plan.inputCount..<(image + 1) * plan.inputCount])
    }
    try plan.run()
    let evaluator = HeadEvaluator(head(width: network.pooledWidth))

    let text = try String(contentsOf: reference, encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
      .filter { $0[0] == architecture.rawValue && $0[1] == "\(size)" }
    #expect(lines.count == 4)
    for line in lines {
      let output = try #require(Int(line[3]))
      let expected = try line.dropFirst(4).map { try #require(Double($0)) }
      let found = (0..<2).flatMap { image in
        let features = plan.withFeatures(at: image) { Array($0) }
        return plan.classActivation(
          at: image,
          gradient: line[2] == "head"
            ? evaluator.gradient(ofLogit: output, at: features) : compiled.classifierGradient(ofLogit: output))
      }
      #expect(found.count == expected.count)
      // Sums of a thousand terms of both signs, of which little may be left.
      let tolerance = 2e-5 * max(1, expected.max() ?? 0)
      for (found, expected) in zip(found, expected) {
        #expect(abs(Double(found) - expected) <= tolerance, "\(line[2]) \(output): \(found), not \(expected)")
      }
    }
  }
}
