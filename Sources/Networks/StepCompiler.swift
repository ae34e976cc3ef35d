internal import CKernels
internal import COneDNN

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
    var steps: [CompiledNetwork.CompiledStep] = []
    for fused in fused {
      let destination = try map(of: fused.operation)
      steps.append(
        CompiledNetwork.CompiledStep(
          fused: fused, code: try code(of: fused, to: destination), mapByteCount: destination.byteCount))
    }
    return steps
  }

  /// Returns what converts the map that is the value `value`; `nil` where nothing changes.
  func conversion(
    of value: Int, from source: Precision, to destination: Precision
  ) throws(InferencePlanError) -> LibraryStep? {
    if source == destination { return nil }
    let threads = kernel_set_threads(1)
    defer { kernel_set_threads(threads) }
    let (source, destination) = (try map(of: value, source), try map(of: value, destination))
    return LibraryStep(
      engine: engine, primitive: try Primitive(engine, reorderFrom: source, to: destination), source: source,
      destination: destination)
  }

  private func code(
    of fused: FusedStep, to destination: MemoryDescription
  ) throws(InferencePlanError) -> any StepCode {
    let operation = network.operations[fused.operation]
    let source = try map(of: operation.inputs[0])
    let sourceSide = sides[operation.inputs[0]]
    switch operation.kind {
    case .convolution(let kernel, let stride, let padding, let groups):
      let amounts = padding.amounts(size: sourceSide, kernel: kernel, stride: stride)
      if settings.algorithm == .winograd, settings.layout == .interleaved, kernel == 3, stride == 1, groups == 1,
        amounts == (1, 1), settings.precision == .float32, let step = winograd(fused, operation, side: sourceSide)
      {
        return step
      }
      let inputs = network.operations[operation.inputs[0]].channels / groups
      let shape = [operation.channels / groups, inputs, kernel, kernel]
      let description = ConvolutionDescription(
        source: source, destination: destination, weightShape: groups == 1 ? shape : [groups] + shape, stride: stride,
        padding: amounts, addsToDestination: fused.addend != nil, activation: fused.activation, algorithm: .direct,
        precision: settings.precision)
      return LibraryStep(
        engine: engine, primitive: try Primitive(engine, description), source: source, destination: destination,
        weightShape: description.weightShape)
    case .maxPool(let kernel, let stride, let padding):
      let primitive = try Primitive(
        engine, maxPoolFrom: source, to: destination, kernel: kernel, stride: stride,
        padding: padding.amounts(size: sourceSide, kernel: kernel, stride: stride))
      return LibraryStep(engine: engine, primitive: primitive, source: source, destination: destination)
    default: throw .unsupported(operation: operation.name)
    }
  }

  private func winograd(_ fused: FusedStep, _ operation: Network.Operation, side: Int) -> WinogradStep? {
    if fused.activation == .relu6 { return nil }
    return WinogradStep(
      kernel_winograd(
        instructions: instructions.kernel, images: settings.microBatch, side: side,
        inputs: network.operations[operation.inputs[0]].channels, outputs: operation.channels,
        accumulates: fused.addend != nil, rectifies: fused.activation == .relu))
  }

  /// Describes the map that is the value `value`.
  ///
  /// The pixels of a blocked network are planar: oneDNN has no fast first convolution from interleaved ones to blocks.
  private func map(of value: Int, _ precision: Precision? = nil) throws(InferencePlanError) -> MemoryDescription {
    let precision = precision ?? settings.precision
    let (channels, side) = (network.operations[value].channels, sides[value])
    if settings.layout == .blocked, value == NetworkBuilder.input {
      return try MemoryDescription(shape: [settings.microBatch, channels, side, side], dnnl_nchw, precision)
    }
    return try MemoryDescription(
      mapsOf: settings.microBatch, channels: channels, side: side, settings.layout, precision)
  }
}
