internal import COneDNN

/// A convolution or a pool by oneDNN.
struct LibraryStep: StepCode {
  let engine: Engine
  let primitive: Primitive
  let source: MemoryDescription
  let destination: MemoryDescription
  /// [output, input, kernel, kernel], or with the groups first; `nil` without weights.
  var weightShape: [Int]?

  var implementation: String { primitive.implementation }
  var weightByteCount: Int { primitive.weights.byteCount }
  var scratchByteCount: Int { primitive.scratchpad.byteCount }

  func place(_ weights: FoldedWeights, at address: UnsafeMutableRawPointer) throws(InferencePlanError) {
    guard let weightShape else { return }
    let published = try MemoryDescription(
      shape: weightShape, weightShape.count == 4 ? dnnl_abcd : dnnl_abcde)
    // oneDNN asks for a writable address, though it only reads.
    let staging = UnsafeMutableRawBufferPointer.allocate(byteCount: weights.weight.count * 4, alignment: 64)
    defer { staging.deallocate() }
    weights.weight.withUnsafeBytes { staging.copyMemory(from: $0) }
    guard let start = staging.baseAddress else { return }
    try reorder(start, published, to: address)
  }

  private func reorder(
    _ source: UnsafeMutableRawPointer, _ description: MemoryDescription, to destination: UnsafeMutableRawPointer
  ) throws(InferencePlanError) {
    let primitive = try Primitive(engine, reorderFrom: description, to: primitive.weights)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: max(primitive.scratchpad.byteCount, 1), alignment: 64)
    defer { scratch.deallocate() }
    let bound = Bound(
      primitive,
      [
        (DNNL_ARG_FROM, try Memory(engine, description, at: source)),
        (DNNL_ARG_TO, try Memory(engine, self.primitive.weights, at: destination)),
        (DNNL_ARG_SCRATCHPAD, try Memory(engine, primitive.scratchpad, at: scratch)),
      ])
    let stream = try Stream(engine)
    try bound.execute(on: stream)
    try stream.wait()
  }

  func bind(to addresses: StepAddresses) throws(InferencePlanError) -> any BoundStep {
    var memories = [
      (DNNL_ARG_SRC, try Memory(engine, source, at: addresses.source)),
      (DNNL_ARG_DST, try Memory(engine, destination, at: addresses.destination)),
      (DNNL_ARG_SCRATCHPAD, try Memory(engine, primitive.scratchpad, at: addresses.scratch)),
    ]
    if let weightShape {
      let channels = weightShape.count == 4 ? weightShape[0] : weightShape[0] * weightShape[1]
      let bias = try MemoryDescription(shape: [channels], dnnl_a)
      memories.append((DNNL_ARG_WEIGHTS, try Memory(engine, primitive.weights, at: addresses.weight)))
      memories.append((DNNL_ARG_BIAS, try Memory(engine, bias, at: addresses.bias)))
    }
    return Bound(primitive, memories)
  }

  private struct Bound: BoundStep {
    let primitive: Primitive
    // The arguments hold bare handles of these.
    let memories: [Memory]
    let arguments: [dnnl_exec_arg_t]

    init(_ primitive: Primitive, _ memories: [(argument: Int32, memory: Memory)]) {
      self.primitive = primitive
      self.memories = memories.map(\.memory)
      arguments = memories.map { dnnl_exec_arg_t(arg: $0.argument, memory: $0.memory.handle) }
    }

    func execute(on stream: Stream) throws(InferencePlanError) {
      try withExtendedLifetime(memories) { _ throws(InferencePlanError) in
        try primitive.execute(stream, arguments, count: arguments.count)
      }
    }
  }
}
