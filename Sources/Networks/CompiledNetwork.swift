internal import CKernels
internal import COneDNN
public import Tensors

/// A network compiled for one input size: folded and reordered weights, and one oneDNN primitive a fused step.
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
  // Written in init only.
  private nonisolated(unsafe) let weightArena: Arena
  /// The number of channels of a block of the features; all channels in the interleaved layout.
  let channelBlock: Int

  /// One fused step, compiled.
  struct CompiledStep: Sendable {
    let fused: FusedStep
    let primitive: Primitive
    let source: MemoryDescription
    let destination: MemoryDescription
    let algorithm: ConvolutionAlgorithm?
    var weight: Memory?
    var bias: Memory?
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
    let compiler = StepCompiler(
      engine: try Engine(), network: network, settings: settings, sides: network.sides(inputSize: inputSize))
    var steps = try compiler.compile(fused)
    weightArena = try compiler.placeWeights(of: &steps, source)
    engine = compiler.engine
    self.steps = steps
    classifier = includesClassifier ? try Classifier(network, source) : nil
  }

  /// The bytes of all weights, as they lie in memory.
  public var weightByteCount: Int { weightArena.byteCount }
}

extension CompiledNetwork.Classifier {
  fileprivate init(_ network: Network, _ source: WeightSource) throws(InferencePlanError) {
    let parameters = network.parameters(of: network.operations[network.operations.count - 1])
    weight = try source.floats(parameters[0])
    bias = try source.floats(parameters[1])
  }
}

/// Compiles the fused steps of a network, one by one.
private struct StepCompiler {
  let engine: Engine
  let network: Network
  let settings: InferenceSettings
  let sides: [Int]

  /// Returns the steps compiled, without weights.
  func compile(_ fused: [FusedStep]) throws(InferencePlanError) -> [CompiledNetwork.CompiledStep] {
    // Each worker executes alone on its thread.
    let threads = kernel_set_threads(1)
    defer { kernel_set_threads(threads) }
    var steps: [CompiledNetwork.CompiledStep] = []
    for step in fused { steps.append(try compile(step)) }
    return steps
  }

  private func compile(_ fused: FusedStep) throws(InferencePlanError) -> CompiledNetwork.CompiledStep {
    let operation = network.operations[fused.operation]
    let source = try map(of: operation.inputs[0])
    let destination = try map(of: fused.operation)
    let sourceSide = sides[operation.inputs[0]]
    switch operation.kind {
    case .convolution(let kernel, let stride, let padding, let groups):
      let inputs = network.operations[operation.inputs[0]].channels / groups
      let shape = [operation.channels / groups, inputs, kernel, kernel]
      let isWinograd =
        settings.algorithm == .winograd && settings.layout == .blocked && kernel == 3 && stride == 1 && groups == 1
        && sourceSide >= InferenceSettings.winogradMinimumSide
      var description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride),
        addsToDestination: fused.addend != nil, activation: fused.activation,
        algorithm: isWinograd ? .winograd : .direct)
      var primitive = isWinograd ? try? Primitive(engine, description) : nil
      if primitive == nil {
        description.algorithm = .direct
        primitive = try Primitive(engine, description)
      }
      guard let primitive else { throw .unsupported(operation: operation.name) }
      return CompiledNetwork.CompiledStep(
        fused: fused, primitive: primitive, source: source, destination: destination,
        algorithm: description.algorithm)
    case .maxPool(let kernel, let stride, let padding):
      let primitive = try Primitive(
        engine, maxPoolFrom: source, to: destination, kernel: kernel, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride))
      return CompiledNetwork.CompiledStep(
        fused: fused, primitive: primitive, source: source, destination: destination, algorithm: nil)
    default: throw .unsupported(operation: operation.name)
    }
  }

  /// Describes the map that is the value `value`.
  ///
  /// The pixels of a blocked network are planar: oneDNN has no fast first convolution from interleaved ones to blocks.
  private func map(of value: Int) throws(InferencePlanError) -> MemoryDescription {
    let tag: dnnl_format_tag_t =
      switch settings.layout {
      case .interleaved: dnnl_nhwc
      case .blocked where value == NetworkBuilder.input: dnnl_nchw
      case .blocked: Engine.channelBlock == 16 ? dnnl_nChw16c : dnnl_nChw8c
      }
    let shape = [settings.microBatch, network.operations[value].channels, sides[value], sides[value]]
    return try MemoryDescription(shape: shape, tag)
  }

  /// Folds and reorders all weights into one block of memory.
  func placeWeights(
    of steps: inout [CompiledNetwork.CompiledStep], _ source: WeightSource
  ) throws(InferencePlanError) -> Arena {
    var offsets: [(weight: Int, bias: Int)] = []
    var byteCount = 0
    for step in steps {
      let bias = byteCount + ArenaLayout.align(step.primitive.weights.byteCount)
      offsets.append((byteCount, bias))
      byteCount = ArenaLayout.align(bias + network.operations[step.fused.operation].channels * 4)
    }
    guard let arena = Arena(byteCount: byteCount) else { throw .memory(byteCount: byteCount) }
    let stream = try Stream(engine)
    for index in steps.indices {
      let operation = network.operations[steps[index].fused.operation]
      guard case .convolution(_, _, _, let groups) = operation.kind else { continue }
      let folded = try FoldedWeights(network, steps[index].fused, source)
      let shape = network.parameters(of: operation)[0].shape
      let published = try MemoryDescription(
        shape: groups == 1 ? shape : [groups, shape[0] / groups] + shape[1...],
        groups == 1 ? dnnl_abcd : dnnl_abcde)
      let wanted = steps[index].primitive.weights
      let weight = try Memory(engine, wanted, at: arena.address + offsets[index].weight)
      // oneDNN asks for a writable address, though it only reads.
      let staging = UnsafeMutableRawBufferPointer.allocate(byteCount: folded.weight.count * 4, alignment: 64)
      defer { staging.deallocate() }
      folded.weight.withUnsafeBytes { staging.copyMemory(from: $0) }
      try reorder(staging, published, to: weight, wanted, stream)
      let bias = arena.address + offsets[index].bias
      folded.bias.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: bias, count: $0.count).copyMemory(from: $0) }
      steps[index].weight = weight
      steps[index].bias = try Memory(engine, MemoryDescription(shape: [operation.channels], dnnl_a), at: bias)
    }
    return arena
  }

  private func reorder(
    _ source: UnsafeMutableRawBufferPointer, _ sourceDescription: MemoryDescription, to destination: Memory,
    _ destinationDescription: MemoryDescription, _ stream: Stream
  ) throws(InferencePlanError) {
    guard let sourceAddress = source.baseAddress else { return }
    let sourceMemory = try Memory(engine, sourceDescription, at: sourceAddress)
    let primitive = try Primitive(engine, reorderFrom: sourceDescription, to: destinationDescription)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: max(primitive.scratchpad.byteCount, 1), alignment: 64)
    defer { scratch.deallocate() }
    let scratchMemory = try Memory(engine, primitive.scratchpad, at: scratch)
    let arguments = [
      dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: sourceMemory.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: destination.handle),
      dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratchMemory.handle),
    ]
    // The arguments hold bare handles.
    try withExtendedLifetime((sourceMemory, destination, scratchMemory)) { _ throws(InferencePlanError) in
      try primitive.execute(stream, arguments, count: arguments.count)
      try stream.wait()
    }
  }
}
