internal import CKernels
internal import COneDNN
internal import CThreads
internal import Instructions

/// Compiles the fused steps of a network, one by one.
struct StepCompiler {
  let engine: Engine
  let network: Network
  let settings: InferenceSettings
  let instructions: InstructionSet
  let sides: [Int]

  /// Returns the steps with their code.
  func compile(_ fused: [FusedStep]) throws(InferencePlanError) -> [CompiledNetwork.CompiledStep] {
    // Each worker executes alone on its thread.
    let threads = kernel_set_threads(1)
    defer { kernel_set_threads(threads) }
    let kernels = fused.map(kernel)
    let precisions = MapPrecisions(fused, hasKernel: kernels.map { $0 != nil }, others: settings.precision)
    var steps: [CompiledNetwork.CompiledStep] = []
    for (index, fused) in fused.enumerated() {
      let destination = try map(of: fused.operation, precisions[index])
      let code: any StepCode
      if let kernel = kernels[index] {
        code = kernel
      } else {
        code = try libraryCode(of: fused, from: precisions[fused.source], to: destination)
      }
      steps.append(
        CompiledNetwork.CompiledStep(fused: fused, code: code, mapByteCount: destination.byteCount))
    }
    return steps
  }

  /// Returns our own code for a 3×3 convolution with a border of one zero, which reads and writes float32; `nil` where there
  /// is none.
  private func kernel(_ fused: FusedStep) -> (any StepCode)? {
    let operation = network.operations[fused.operation]
    let (side, inputs) = (sides[operation.inputs[0]], network.operations[operation.inputs[0]].channels)
    guard case .convolution(kernel: 3, let stride, let padding, let groups) = operation.kind,
      settings.layout == .interleaved, padding.amounts(size: side, kernel: 3, stride: stride) == (1, 1),
      fused.activation != .relu6
    else { return nil }
    let (accumulates, rectifies) = (fused.addend != nil, fused.activation == .relu)
    if groups == 1, stride == 1, settings.algorithm == .winograd {
      return WinogradStep(
        kernel_winograd(
          instructions: instructions.kernel, numbers: kernel_numbers_float32, images: settings.microBatch, side: side,
          inputs: inputs,
          outputs: operation.channels, accumulates: accumulates, rectifies: rectifies))
    }
    if groups > 1, inputs == operation.channels, !accumulates, settings.precision == .float32 {
      return GroupedStep(
        kernel_grouped(
          instructions: instructions.kernel, images: settings.microBatch, side: side, stride: stride,
          channels: inputs, groups: groups, rectifies: rectifies))
    }
    return nil
  }

  /// Returns oneDNN's code of a step, whose source is kept in the numbers `precision`.
  private func libraryCode(
    of fused: FusedStep, from precision: Precision, to destination: MemoryDescription
  ) throws(InferencePlanError) -> any StepCode {
    let operation = network.operations[fused.operation]
    let input = operation.inputs[0]
    let side = sides[input]
    let kept = try map(of: input, precision)
    switch operation.kind {
    case .convolution(let kernel, let stride, let padding, let groups):
      let source = try map(of: input, settings.precision)
      let shape = [operation.channels / groups, network.operations[input].channels / groups, kernel, kernel]
      let description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: padding.amounts(size: side, kernel: kernel, stride: stride), addsToDestination: fused.addend != nil,
        activation: fused.activation, precision: settings.precision)
      let convolution = LibraryStep(
        engine: engine, primitive: try Primitive(engine, description), source: source, destination: destination,
        weightShape: description.weightShape)
      guard let conversion = try conversion(from: kept, to: source) else { return convolution }
      return ChainedStep(conversion, convolution)
    case .maxPool(let kernel, let stride, let padding):
      // A maximum has the numbers of its source.
      let maximum = try map(of: fused.operation, precision)
      let primitive = try Primitive(
        engine, maxPoolFrom: kept, to: maximum, kernel: kernel, stride: stride,
        padding: padding.amounts(size: side, kernel: kernel, stride: stride))
      let pool = LibraryStep(engine: engine, primitive: primitive, source: kept, destination: maximum)
      guard let conversion = try conversion(from: maximum, to: destination) else { return pool }
      return ChainedStep(pool, conversion)
    default: throw .unsupported(operation: operation.name)
    }
  }

  /// Returns what copies one order of numbers to another; `nil` where they are the same.
  private func conversion(
    from source: MemoryDescription, to destination: MemoryDescription
  ) throws(InferencePlanError) -> LibraryStep? {
    if source == destination { return nil }
    return LibraryStep(
      engine: engine, primitive: try Primitive(engine, reorderFrom: source, to: destination), source: source,
      destination: destination)
  }

  /// Describes the map that is the value `value`.
  ///
  /// The pixels of a blocked network are planar: oneDNN has no fast first convolution from interleaved ones to blocks.
  private func map(of value: Int, _ precision: Precision) throws(InferencePlanError) -> MemoryDescription {
    let (channels, side) = (network.operations[value].channels, sides[value])
    if settings.layout == .blocked, value == NetworkBuilder.input {
      return try MemoryDescription(shape: [settings.microBatch, channels, side, side], dnnl_nchw, precision)
    }
    return try MemoryDescription(
      mapsOf: settings.microBatch, channels: channels, side: side, settings.layout, precision)
  }
}
