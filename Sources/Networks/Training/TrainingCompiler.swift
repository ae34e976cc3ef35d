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

    /// Whether the gradient of the source can be added to others without memory of its own.
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
      let shape = [operation.channels / groups, inputs / groups, kernel, kernel]
      let description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: amounts, addsToDestination: false, activation: nil, precision: precision)
      let own = ownCode(
        kernel: kernel, stride: stride, groups: groups, padding: amounts, inputs: inputs, outputs: operation.channels,
        side: sourceSide, sourceGradient)
      let code: any ConvolutionCode =
        if let own { own } else { try libraryCode(description, of: step, sourceGradient) }
      return CompiledStep(code: .convolution(code), source: source, destination: destination)
    case .maxPool(let kernel, let stride, let padding):
      let primitives = try MaxPoolPrimitives(
        engine, from: source, to: destination, kernel: kernel, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride))
      return CompiledStep(code: .maxPool(primitives), source: source, destination: destination)
    default: throw .unsupported(operation: operation.name)
    }
  }

  /// Our own kernels, where they fit.
  private func ownCode(
    kernel: Int, stride: Int, groups: Int, padding: (before: Int, after: Int), inputs: Int, outputs: Int, side: Int,
    _ sourceGradient: SourceGradient
  ) -> (any ConvolutionCode)? {
    guard padding == (kernel / 2, kernel / 2) else { return nil }
    switch (kernel, groups) {
    case (3, 1) where stride == 1:
      return WinogradConvolution(
        instructions, precision, images: batchSize, side: side, inputs: inputs, outputs: outputs,
        sourceGradient: sourceGradient, workers: workers)
    case (1, 1) where precision == .float32:
      return PointwiseConvolution(
        instructions, images: batchSize, side: side, stride: stride, inputs: inputs, outputs: outputs,
        sourceGradient: sourceGradient, workers: workers)
    case (3, _) where precision == .float32 && inputs == outputs:
      return GroupedConvolution(
        instructions, images: batchSize, side: side, stride: stride, channels: inputs, groups: groups, workers: workers)
    default: return nil
    }
  }

  private func libraryCode(
    _ description: ConvolutionDescription, of step: FusedStep, _ sourceGradient: SourceGradient
  ) throws(InferencePlanError) -> LibraryConvolution {
    let operation = network.operations[step.operation]
    let depthwise = DepthwiseWeightGradient(
      network, operation, sides: (sides[operation.inputs[0]], sides[step.operation]), batchSize: batchSize, precision)
    let primitives = try ConvolutionPrimitives(
      engine, description, needsSourceGradient: sourceGradient != .unused, depthwise: depthwise)
    return LibraryConvolution(engine: engine, primitives: primitives, description: description, workers: workers)
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
