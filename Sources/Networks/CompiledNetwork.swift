internal import Instructions
public import Tensors

/// A network compiled for one input size: folded and reordered weights, and the code of each fused step.
///
/// Nothing in it changes, so that all workers share it; each worker computes with an `InferencePlan` of its own.
public final class CompiledNetwork: Sendable {
  /// The description that was compiled.
  public let network: Network
  /// The side of the square input, in pixels.
  public let inputSize: Int
  /// What was chosen.
  public let settings: InferenceSettings

  let engine: Engine
  let steps: [CompiledStep]
  let classifier: Classifier?
  // Written in its init only.
  nonisolated(unsafe) let weights: WeightMemory
  /// The number of channels of a block of the features; all channels in the interleaved layout.
  let channelBlock: Int

  /// One fused step, compiled.
  struct CompiledStep: Sendable {
    let fused: FusedStep
    let code: any StepCode
    /// The size of the result.
    let mapByteCount: Int
  }

  /// The published classifier, applied to the mean of each channel.
  struct Classifier: Sendable {
    let weight: [Float]
    let bias: [Float]
  }

  /// The order of pixels that `InferencePlan.withInput(at:)` wants.
  public var inputLayout: PixelLayout { settings.layout == .blocked ? .planar : .interleaved }

  /// Compiles `network` for square inputs of `inputSize` pixels.
  ///
  /// `tensor` gives the published tensors by name. With `includesClassifier` plans also compute the logits of the
  /// published classifier.
  ///
  /// - Throws: `InferencePlanError` when a tensor is missing or does not fit, or memory runs out.
  public convenience init(
    _ network: Network, settings: InferenceSettings, inputSize: Int, includesClassifier: Bool = false,
    tensor: @escaping (String) -> Tensor?
  ) throws(InferencePlanError) {
    try self.init(
      network, try network.fusedSteps(), settings: settings, inputSize: inputSize,
      includesClassifier: includesClassifier, tensor: tensor)
  }

  /// Compiles the steps that `network` begins with.
  ///
  /// - Throws: As for the whole network.
  init(
    _ network: Network, _ fused: [FusedStep], settings: InferenceSettings, inputSize: Int,
    includesClassifier: Bool = false, tensor: @escaping (String) -> Tensor?
  ) throws(InferencePlanError) {
    guard NetworkInput.sizes.contains(inputSize) else {
      throw .inputSize(inputSize, allowed: NetworkInput.sizes)
    }
    self.network = network
    self.settings = settings
    self.inputSize = inputSize
    channelBlock = settings.layout == .blocked ? Engine.channelBlock : network.featureChannels
    guard network.featureChannels % channelBlock == 0 else { throw .unsupported(operation: "pool") }
    let source = WeightSource(tensor: tensor)
    engine = try Engine()
    let compiler = StepCompiler(
      engine: engine, network: network, settings: settings, instructions: settings.instructions ?? .chosen,
      sides: network.sides(inputSize: inputSize))
    steps = try compiler.compile(fused)
    weights = try WeightMemory(network, steps, source)
    classifier = includesClassifier ? try Classifier(network, source) : nil
  }

  /// The bytes of all weights, as they lie in memory.
  public var weightByteCount: Int { weights.arena.byteCount }
}

extension CompiledNetwork.Classifier {
  fileprivate init(_ network: Network, _ source: WeightSource) throws(InferencePlanError) {
    let parameters = network.parameters(of: network.operations[network.operations.count - 1])
    weight = try source.floats(parameters[0])
    bias = try source.floats(parameters[1])
  }
}

/// The folded weights of all steps, in one block of memory.
struct WeightMemory {
  let arena: Arena
  private let offsets: [(weight: Int, bias: Int)]

  /// Folds the weights and writes them as the steps want them.
  init(
    _ network: Network, _ steps: [CompiledNetwork.CompiledStep], _ source: WeightSource
  ) throws(InferencePlanError) {
    var offsets: [(weight: Int, bias: Int)] = []
    var byteCount = 0
    for step in steps {
      let bias = byteCount + ArenaLayout.align(step.code.weightByteCount)
      offsets.append((byteCount, bias))
      byteCount = ArenaLayout.align(bias + network.operations[step.fused.operation].channels * 4)
    }
    guard let arena = Arena(byteCount: byteCount) else { throw .memory(byteCount: byteCount) }
    self.arena = arena
    self.offsets = offsets
    for (index, step) in steps.enumerated() {
      guard case .convolution = network.operations[step.fused.operation].kind else { continue }
      let folded = try FoldedWeights(network, step.fused, source)
      try step.code.place(folded, at: address(of: index).weight)
      let bias = address(of: index).bias.floats
      bias.update(from: folded.bias, count: folded.bias.count)
    }
  }

  /// Where the weights and the bias of a step begin.
  func address(of step: Int) -> (weight: UnsafeMutableRawPointer, bias: UnsafeMutableRawPointer) {
    (arena.address + offsets[step].weight, arena.address + offsets[step].bias)
  }
}
