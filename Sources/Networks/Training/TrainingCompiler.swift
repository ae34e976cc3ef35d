internal import CKernels
internal import COneDNN

/// Compiles the fused steps of a network for training, one by one.
struct TrainingCompiler {
  let engine: Engine
  let network: Network
  let settings: TrainingSettings
  let sides: [Int]
  let batchSize: Int

  /// One step, compiled.
  struct CompiledStep {
    enum Primitives {
      case convolution(ConvolutionPrimitives, ConvolutionDescription)
      case maxPool(MaxPoolPrimitives)
    }

    let primitives: Primitives
    let source: MemoryDescription
    let destination: MemoryDescription

    var isPool: Bool { if case .maxPool = primitives { true } else { false } }

    var scratchByteCount: Int {
      switch primitives {
      case .convolution(let primitives, _): primitives.scratchByteCount
      case .maxPool(let primitives):
        max(primitives.forward.scratchpad.byteCount, primitives.backward.scratchpad.byteCount)
      }
    }

    var weightByteCount: Int {
      if case .convolution(let primitives, _) = primitives { primitives.weightByteCount } else { 0 }
    }

    var workspaceByteCount: Int {
      if case .maxPool(let primitives) = primitives { primitives.forward.workspace.byteCount } else { 0 }
    }
  }

  func compile(_ steps: [FusedStep]) throws(InferencePlanError) -> [CompiledStep] {
    var compiled: [CompiledStep] = []
    for step in steps { compiled.append(try compile(step)) }
    return compiled
  }

  private func compile(_ step: FusedStep) throws(InferencePlanError) -> CompiledStep {
    let needsSourceGradient = step.source != nil
    let operation = network.operations[step.operation]
    let source = try map(of: operation.inputs[0])
    let destination = try map(of: step.operation)
    let sourceSide = sides[operation.inputs[0]]
    switch operation.kind {
    case .convolution(let kernel, let stride, let padding, let groups):
      let shape = [
        operation.channels / groups, network.operations[operation.inputs[0]].channels / groups, kernel, kernel,
      ]
      let isWinograd =
        settings.algorithm == .winograd && settings.layout == .blocked && kernel == 3 && stride == 1 && groups == 1
        && sourceSide >= InferenceSettings.winogradMinimumSide
      var description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride), addsToDestination: false,
        activation: nil, algorithm: isWinograd ? .winograd : .direct)
      let depthwise = DepthwiseWeightGradient(
        network, operation, layout: settings.layout, sides: (sourceSide, sides[step.operation]), batchSize: batchSize)
      func primitives() throws(InferencePlanError) -> ConvolutionPrimitives {
        try ConvolutionPrimitives(
          engine, description, needsSourceGradient: needsSourceGradient, depthwise: depthwise)
      }
      var compiled = isWinograd ? try? primitives() : nil
      if compiled == nil {
        description.algorithm = .direct
        compiled = try primitives()
      }
      guard let compiled else { throw .unsupported(operation: operation.name) }
      return CompiledStep(
        primitives: .convolution(compiled, description), source: source, destination: destination)
    case .maxPool(let kernel, let stride, let padding):
      let primitives = try MaxPoolPrimitives(
        engine, from: source, to: destination, kernel: kernel, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride))
      return CompiledStep(primitives: .maxPool(primitives), source: source, destination: destination)
    default: throw .unsupported(operation: operation.name)
    }
  }

  /// Describes the map that is the value `value`; the pixels of a blocked network are planar.
  private func map(of value: Int) throws(InferencePlanError) -> MemoryDescription {
    let (channels, side) = (network.operations[value].channels, sides[value])
    if settings.layout == .blocked, value == NetworkBuilder.input {
      return try MemoryDescription(shape: [batchSize, channels, side, side], dnnl_nchw)
    }
    return try MemoryDescription(mapsOf: batchSize, channels: channels, side: side, settings.layout)
  }

  /// The same for our own kernels.
  func kernelMap(of value: Int) -> kernel_map {
    let channels = network.operations[value].channels
    let block = settings.layout == .blocked ? Engine.channelBlock : channels
    return kernel_map(images: batchSize, blocks: channels / block, positions: sides[value] * sides[value], block: block)
  }
}
