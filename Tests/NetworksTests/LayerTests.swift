import Foundation
import Networks
import Tensors
import Testing

private let reference = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/layers.txt")

/// Layers of a network, against PyTorch: `Reference/make_layers.py`.
@Suite("A network's layers")
struct LayerTests {
  static let networks = [(Architecture.resnet18, 96), (.efficientnetLite0, 75)]

  private func lines(_ kind: String, _ architecture: Architecture, _ size: Int) throws -> [[Substring]] {
    try String(contentsOf: reference, encoding: .utf8).split(separator: "\n").map { $0.split(separator: " ") }
      .filter { $0[0] == kind && $0[1] == architecture.rawValue && $0[2] == "\(size)" }
  }

  @Test("see the pixels that PyTorch's gradients come to", arguments: networks)
  func receptiveFields(architecture: Architecture, size: Int) throws {
    let network = architecture.network
    let fields = network.receptiveFields(inputSize: size)
    let lines = try lines("field", architecture, size)
    #expect(lines.count >= 20)
    for line in lines {
      let value = try #require(network.value(named: String(line[3])))
      let numbers = try line.dropFirst(4).map { try #require(Int($0)) }
      let pixels = fields[value].pixels(of: numbers[0], inputSize: size)
      #expect(pixels == numbers[1]..<numbers[2], "\(line[3]) at \(numbers[0])")
    }
  }

  @Test("are strongest where PyTorch's are", arguments: networks)
  func strongestPositions(architecture: Architecture, size: Int) throws {
    let network = architecture.network
    let weights = FormulaNumbers.weights(network)
    let pixels = FormulaNumbers.pixels(size: size)
    var settings = architecture.inferenceSettings
    settings.layout = .interleaved
    let lines = try lines("peak", architecture, size)
    #expect(lines.count >= 14)
    for name in Set(lines.map { $0[3] }) {
      let value = try #require(network.value(named: String(name)))
      let compiled = try CompiledNetwork(network.prefix(through: value), settings: settings, inputSize: size) {
        weights[$0]
      }
      let plan = try InferencePlan(compiled)
      for image in 0..<2 {
        plan.setInput(at: image, planar: pixels[image * plan.inputCount..<(image + 1) * plan.inputCount])
      }
      try plan.run()
      for line in lines where line[3] == name {
        let channel = try #require(Int(line[4]))
        for image in 0..<2 {
          let found = plan.strongest(ofChannel: channel, at: image)
          let position = try #require(Int(line[5 + 2 * image])), number = try #require(Double(line[6 + 2 * image]))
          #expect(found.position == position, "\(name) \(channel)")
          let error = abs(Double(found.value) - number)
          #expect(error <= 3e-5 * max(1, abs(number)), "\(name): \(found.value), not \(number)")
        }
      }
    }
  }

  @Test("have their publishers' names, and a block is its last layer")
  func names() {
    let resnet = Architecture.resnet50.network
    func name(_ value: Int?) -> String? { value.map { resnet.operations[$0].name } }
    #expect(name(resnet.value(named: "layer2.0.conv2")) == "layer2.0.conv2")
    #expect(
      name(resnet.value(named: "layer2")) == "layer2.3.relu" && name(resnet.value(named: "layer4.1")) == "layer4.1.relu"
    )
    for name in ["", "input", "layer", "layer5", "layer2.", "fc", "averagePool", "LAYER2"] {
      #expect(resnet.value(named: name) == nil, "\(name)")
    }
    let lite = Architecture.efficientnetLite0.network
    #expect(lite.value(named: "_blocks.1").map { lite.operations[$0].name } == "_blocks.1._bn2")
  }

  @Test("can all be where a network ends", arguments: [Architecture.resnet18, .resnet50, .efficientnetLite0])
  func everyPrefixCompiles(architecture: Architecture) throws {
    let network = architecture.network
    let zeros = Dictionary(
      uniqueKeysWithValues: network.parameters.map {
        ($0.name, Tensor(shape: $0.shape, values: [Float](repeating: 0, count: $0.count)))
      })
    for value in 1...network.features where value % 5 == 0 || value < 8 {
      let prefix = network.prefix(through: value)
      let settings = InferenceSettings(microBatch: 1, layout: .interleaved, algorithm: .direct)
      let compiled = try CompiledNetwork(prefix, settings: settings, inputSize: 32) { zeros[$0] }
      #expect(compiled.network.featureChannels == network.operations[value].channels)
    }
  }
}
