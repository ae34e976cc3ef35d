import Networks
import Synchronization
import Tensors
import Testing
import Workers

@Suite("The inference plan")
struct InferencePlanTests {
  @Test(
    "gives an image the same bits at every place, beside any other, with one worker and with two",
    arguments: [
      (Architecture.resnet18, 112), (.resnet50, 64), (.resnext50x32x4d, 64), (.efficientnetLite0, 64),
    ], Precision.allCases.filter(\.isAvailable))
  func independence(network: (architecture: Architecture, size: Int), precision: Precision) throws {
    let (architecture, size) = network
    let weights = FormulaNumbers.weights(architecture.network)
    let compiled = try CompiledNetwork(
      architecture.network, settings: try architecture.inferenceSettings(precision), inputSize: size,
      includesClassifier: true
    ) { weights[$0] }
    let plan = try InferencePlan(compiled)
    let image = Array(FormulaNumbers.pixels(size: size).prefix(plan.inputCount))
    plan.setInput(at: 0, planar: image)
    try plan.run()
    // The rest of the micro-batch was zero.
    let expected = plan.row(at: 0)
    #expect(Set(expected).count > 100)

    for place in 0..<plan.microBatch {
      for other in 0..<plan.microBatch {
        plan.setInput(
          at: other, planar: FormulaNumbers.uniform(place * 10 + other + 1, plan.inputCount))
      }
      plan.setInput(at: place, planar: image)
      try plan.run()
      #expect(plan.row(at: place) == expected)
      #expect(plan.row(at: (place + 1) % plan.microBatch) != expected)
    }

    let failures = Mutex<[String]>([])
    Workers.run(2) { worker in
      do {
        let plan = try InferencePlan(compiled)
        for place in 0..<plan.microBatch { plan.setInput(at: place, planar: image) }
        for _ in 0..<5 {
          try plan.run()
          for place in 0..<plan.microBatch where plan.row(at: place) != expected {
            failures.withLock { $0.append("worker \(worker), place \(place)") }
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
  }

  @Test(
    "never falls back to oneDNN's reference code",
    arguments: [
      Architecture.efficientnetLite0, .resnet34, .resnet50, .resnext50x32x4d, .resnext101x32x8d, .resnext101x64x4d,
    ])
  func implementations(architecture: Architecture) throws {
    let network = architecture.network
    let zeros = Dictionary(
      uniqueKeysWithValues: network.parameters.map {
        ($0.name, Tensor(shape: $0.shape, values: [Float](repeating: 0, count: $0.count)))
      })
    let compiled = try CompiledNetwork(network, settings: architecture.inferenceSettings, inputSize: 224) { zeros[$0] }
    let plan = try InferencePlan(compiled)
    let summary = plan.summary
    #expect(summary.steps.count > 20)
    #expect(summary.steps.filter { $0.implementation.contains("ref") } == [])
    #expect(summary.steps.first?.operations.hasPrefix("convolution+norm+relu") == true)
    #expect(summary.description.split(separator: "\n").count == summary.steps.count + 1)
    #expect(plan.withLogits(at: 0) { $0.count } == 0)
  }

  @Test("refuses weights and sizes that do not fit")
  func refusals() {
    let network = Architecture.resnet18.network
    let settings = Architecture.resnet18.inferenceSettings
    let weights = FormulaNumbers.weights(network)
    func error(size: Int = 64, _ tensor: @escaping (String) -> Tensor?) -> InferencePlanError? {
      do throws(InferencePlanError) {
        _ = try CompiledNetwork(network, settings: settings, inputSize: size, tensor: tensor)
        return nil
      } catch {
        return error
      }
    }
    for size in [-1, 0, 31, 4097, Int.max] {
      #expect(error(size: size) { weights[$0] } == .inputSize(size, allowed: 32...4096))
    }
    #expect(error { $0 == "bn1.bias" ? nil : weights[$0] } == .missingTensor(name: "bn1.bias"))
    #expect(
      error { $0 == "bn1.bias" ? Tensor(shape: [63], values: [Float](repeating: 0, count: 63)) : weights[$0] }
        == .wrongShape(name: "bn1.bias", expected: [64], found: [63]))
    #expect(
      error { $0 == "bn1.bias" ? Tensor(shape: [64], values: [Int64](repeating: 0, count: 64)) : weights[$0] }
        == .notFloatingPoint(name: "bn1.bias"))
    #expect(error { weights[$0] } == nil)
  }

  @Test("never lets two buffers that are alive together share a byte")
  func arena() {
    for seed in 0..<50 {
      let numbers = FormulaNumbers.uniform(seed, 3 * 40).map { Int(($0 + 1) * 500) }
      let buffers = (0..<40).map { index in
        let first = numbers[3 * index] / 50
        return ArenaLayout.Buffer(
          byteCount: numbers[3 * index + 1], lifetime: first...(first + numbers[3 * index + 2] / 200))
      }
      let layout = ArenaLayout(buffers)
      var needed = 0
      for step in 0..<30 {
        let alive = buffers.indices.filter { buffers[$0].lifetime.contains(step) }.sorted {
          (layout.offsets[$0], buffers[$0].byteCount) < (layout.offsets[$1], buffers[$1].byteCount)
        }
        for (left, right) in zip(alive, alive.dropFirst()) {
          #expect(layout.offsets[left] + buffers[left].byteCount <= layout.offsets[right])
        }
        needed = max(needed, alive.map { buffers[$0].byteCount }.reduce(0, +))
      }
      #expect(layout.offsets.allSatisfy { $0 % 64 == 0 })
      #expect(layout.byteCount >= needed && layout.byteCount < 2 * needed + 64 * 40)
    }
  }
}
