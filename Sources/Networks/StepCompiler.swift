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
      if settings.layout == .interleaved, settings.precision == .float32, kernel == 3, amounts == (1, 1),
        let step = ownCode(of: fused, operation, stride: stride, groups: groups)
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

  /// Returns our own code for a 3×3 convolution with a border of one zero; `nil` where there is none.
  private func ownCode(
    of fused: FusedStep, _ operation: Network.Operation, stride: Int, groups: Int
  ) -> (any StepCode)? {
    let (side, inputs) = (sides[operation.inputs[0]], network.operations[operation.inputs[0]].channels)
    let (accumulates, rectifies) = (fused.addend != nil, fused.activation == .relu)
    if fused.activation == .relu6 { return nil }
    if groups == 1, stride == 1, settings.algorithm == .winograd {
      return WinogradStep(
        kernel_winograd(
          instructions: instructions.kernel, images: settings.microBatch, side: side, inputs: inputs,
          outputs: operation.channels, accumulates: accumulates, rectifies: rectifies))
    }
    if groups > 1, inputs == operation.channels, !accumulates {
      return GroupedStep(
        kernel_grouped(
          instructions: instructions.kernel, images: settings.microBatch, side: side, stride: stride,
          channels: inputs, groups: groups, rectifies: rectifies))
    }
    return nil
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
