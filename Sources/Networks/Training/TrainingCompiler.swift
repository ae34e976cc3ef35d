internal import CKernels
internal import COneDNN
internal import Instructions

/// Compiles the fused steps of a network for training, one by one.
struct TrainingCompiler {
  let engine: Engine
  let network: Network
  let precision: Precision
  let instructions: InstructionSet
  let sides: [Int]
  let batchSize: Int
  let workers: Int

  /// One step, compiled.
  struct CompiledStep {
    enum Code {
      case convolution(any ConvolutionCode)
      case maxPool(MaxPoolPrimitives)
    }

    let code: Code
    let source: MemoryDescription
    let destination: MemoryDescription

    /// The names of the code that oneDNN chose, where it computes a convolution.
    var implementations: [String] { if case .convolution(let code) = code { code.implementations } else { [] } }

    var isPool: Bool { if case .maxPool = code { true } else { false } }

    var scratchByteCount: Int {
      switch code {
      case .convolution(let code): code.scratchByteCount
      case .maxPool(let primitives):
        max(primitives.forward.scratchpad.byteCount, primitives.backward.scratchpad.byteCount)
      }
    }

    var weightByteCount: Int {
      if case .convolution(let code) = code { code.weightByteCount } else { 0 }
    }

    /// Whether the gradient of the source needs memory of its own before it is added to others.
    var addsSourceGradients: Bool {
      if case .convolution(let code) = code { code.addsSourceGradients } else { false }
    }

    /// Whether batch norm and ReLU can be left to it.
    var normalisesSource: Bool {
      if case .convolution(let code) = code { code.normalisesSource } else { false }
    }

    var workspaceByteCount: Int {
      if case .maxPool(let primitives) = code { primitives.forward.workspace.byteCount } else { 0 }
    }
  }

  func compile(_ steps: [FusedStep]) throws(InferencePlanError) -> [CompiledStep] {
    let readers = StepReaders(steps)
    var compiled: [CompiledStep] = []
    for (index, step) in steps.enumerated() {
      let isLast = step.source.map { readers.consumers(of: $0).last == index }
      compiled.append(
        try compile(step, sourceGradient: isLast.map { $0 ? .first : .summand } ?? .unused))
    }
    return compiled
  }

  private func compile(
    _ step: FusedStep, sourceGradient: SourceGradient
  ) throws(InferencePlanError) -> CompiledStep {
    let operation = network.operations[step.operation]
    let source = try map(of: operation.inputs[0])
    let destination = try map(of: step.operation)
    let sourceSide = sides[operation.inputs[0]]
    switch operation.kind {
    case .convolution(let kernel, let stride, let padding, let groups):
      let inputs = network.operations[operation.inputs[0]].channels
      let amounts = padding.amounts(size: sourceSide, kernel: kernel, stride: stride)
      if kernel == 3, stride == 1, groups == 1, amounts == (1, 1),
        let code = WinogradConvolution(
          instructions, precision, images: batchSize, side: sourceSide, inputs: inputs, outputs: operation.channels,
          sourceGradient: sourceGradient, workers: workers)
      {
        return CompiledStep(code: .convolution(code), source: source, destination: destination)
      }
      if precision == .float32, kernel == 1, groups == 1, amounts == (0, 0),
        let code = PointwiseConvolution(
          instructions, images: batchSize, side: sourceSide, stride: stride, inputs: inputs,
          outputs: operation.channels, sourceGradient: sourceGradient, workers: workers)
      {
        return CompiledStep(code: .convolution(code), source: source, destination: destination)
      }
      if precision == .float32, kernel == 3, groups > 1, inputs == operation.channels, amounts == (1, 1),
        let code = GroupedConvolution(
          instructions, images: batchSize, side: sourceSide, stride: stride, channels: inputs, groups: groups,
          workers: workers)
      {
        return CompiledStep(code: .convolution(code), source: source, destination: destination)
      }
      let shape = [operation.channels / groups, inputs / groups, kernel, kernel]
      let description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: amounts, addsToDestination: false, activation: nil, precision: precision)
      let depthwise = DepthwiseWeightGradient(
        network, operation, sides: (sourceSide, sides[step.operation]), batchSize: batchSize, precision)
      let primitives = try ConvolutionPrimitives(
        engine, description, needsSourceGradient: sourceGradient != .unused, depthwise: depthwise)
      let code = LibraryConvolution(
        engine: engine, primitives: primitives, description: description, workers: workers)
      return CompiledStep(code: .convolution(code), source: source, destination: destination)
    case .maxPool(let kernel, let stride, let padding):
      let primitives = try MaxPoolPrimitives(
        engine, from: source, to: destination, kernel: kernel, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride))
      return CompiledStep(code: .maxPool(primitives), source: source, destination: destination)
    default: throw .unsupported(operation: operation.name)
    }
  }

  /// Describes the map that is the value `value`.
  private func map(of value: Int) throws(InferencePlanError) -> MemoryDescription {
    try MemoryDescription(
      mapsOf: batchSize, channels: network.operations[value].channels, side: sides[value], .interleaved, precision)
  }

  /// The same for our own kernels.
  func kernelMap(of value: Int) -> kernel_map {
    kernel_map(
      numbers: precision.numbers, images: batchSize, positions: sides[value] * sides[value],
      channels: network.operations[value].channels)
  }
}
