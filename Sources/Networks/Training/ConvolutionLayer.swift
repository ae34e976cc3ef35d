internal import COneDNN

/// A convolution forward and backward, for one batch size; its weights come from the published layout each time.
final class ConvolutionLayer {
  private let primitives: ConvolutionPrimitives
  private let computations: [Computation]
  private let sourceGradientComputations: [Computation]
  private let weightGradientComputations: [Computation]
  private let addOwnWeightGradient: (() -> Void)?
  /// The names of the code that oneDNN chose, where it computes.
  let implementations: [String]

  /// Where a convolution's maps are.
  struct Addresses {
    let source: UnsafeMutableRawPointer
    let destination: UnsafeMutableRawPointer
    /// The source when its weights' gradient is computed: the same numbers, perhaps elsewhere.
    let sourceAgain: UnsafeMutableRawPointer
    let gradient: UnsafeMutableRawPointer
    let sourceGradient: UnsafeMutableRawPointer?
  }

  /// Memory that all layers share, one at a time.
  struct Scratch {
    let weights: UnsafeMutableRawPointer
    let scratchpad: UnsafeMutableRawPointer
  }

  /// Binds compiled computations to memory.
  ///
  /// - Parameters:
  ///   - values: The weights in the published order.
  ///   - gradients: Where the weights' gradient is added to, in the same order.
  init(
    _ engine: Engine, _ primitives: ConvolutionPrimitives, _ convolution: ConvolutionDescription,
    at addresses: Addresses, values: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
    scratch: Scratch, workers: Int
  ) throws(InferencePlanError) {
    self.primitives = primitives
    implementations = primitives.all.map(\.implementation)
    let published = try MemoryDescription(
      shape: convolution.weightShape, convolution.weightShape.count == 5 ? dnnl_abcde : dnnl_abcd)
    let valuesMemory = try Memory(engine, published, at: values)
    let source = try Memory(engine, convolution.source, at: addresses.source)
    let destination = try Memory(engine, convolution.destination, at: addresses.destination)

    func reorder(
      _ from: MemoryDescription, _ source: Memory, _ to: MemoryDescription, _ destination: Memory, adds: Bool = false
    ) throws(InferencePlanError) -> Computation {
      let primitive = try Primitive(engine, reorderFrom: from, to: to, addsToDestination: adds)
      return try Computation(
        engine, primitive, [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, destination)], scratchpad: scratch.scratchpad)
    }
    func computation(_ primitive: Primitive, _ arguments: [(Int32, Memory)]) throws(InferencePlanError) -> Computation {
      try Computation(engine, primitive, arguments, scratchpad: scratch.scratchpad)
    }

    let forward = primitives.forward
    let forwardWeights = try Memory(engine, forward.weights, at: scratch.weights)
    computations = [
      try reorder(published, valuesMemory, forward.weights, forwardWeights),
      try computation(
        forward, [(DNNL_ARG_SRC, source), (DNNL_ARG_WEIGHTS, forwardWeights), (DNNL_ARG_DST, destination)]),
    ]
    let gradient = try Memory(engine, convolution.destination, at: addresses.gradient)
    switch primitives.weightGradient {
    case .depthwise(let own):
      weightGradientComputations = []
      addOwnWeightGradient = {
        own.add(
          source: addresses.sourceAgain.assumingMemoryBound(to: Float.self),
          gradient: addresses.gradient.assumingMemoryBound(to: Float.self), to: gradients, scratch: scratch.scratchpad,
          workers: workers)
      }
    case .library(let primitive):
      let weightGradient = try Memory(engine, primitive.weightGradient, at: scratch.weights)
      weightGradientComputations = [
        try computation(
          primitive,
          [
            (DNNL_ARG_SRC, try Memory(engine, convolution.source, at: addresses.sourceAgain)),
            (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_WEIGHTS, weightGradient),
          ]),
        try reorder(
          primitive.weightGradient, weightGradient, published, try Memory(engine, published, at: gradients), adds: true),
      ]
      addOwnWeightGradient = nil
    }
    guard let sourceGradient = primitives.sourceGradient, let address = addresses.sourceGradient else {
      sourceGradientComputations = []
      return
    }
    let backwardWeights = try Memory(engine, sourceGradient.weights, at: scratch.weights)
    sourceGradientComputations = [
      try reorder(published, valuesMemory, sourceGradient.weights, backwardWeights),
      try computation(
        sourceGradient,
        [
          (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS, backwardWeights),
          (DNNL_ARG_DIFF_SRC, try Memory(engine, convolution.source, at: address)),
        ]),
    ]
  }

  func forward(_ stream: Stream) throws(InferencePlanError) { try run(computations, stream) }

  /// Adds to the gradient of the weights, and computes that of the source, if somebody wants it.
  func backward(_ stream: Stream) throws(InferencePlanError) {
    try run(weightGradientComputations, stream)
    addOwnWeightGradient?()
    try run(sourceGradientComputations, stream)
  }

  private func run(_ computations: [Computation], _ stream: Stream) throws(InferencePlanError) {
    for computation in computations { try computation.run(stream) }
  }
}

/// A compiled primitive with the memory that it computes on.
struct Computation {
  private let primitive: Primitive
  // The arguments hold bare handles of these.
  private let memories: [Memory]
  private let arguments: [dnnl_exec_arg_t]

  init(
    _ engine: Engine, _ primitive: Primitive, _ arguments: [(Int32, Memory)], scratchpad: UnsafeMutableRawPointer
  ) throws(InferencePlanError) {
    self.primitive = primitive
    let scratch = try Memory(engine, primitive.scratchpad, at: scratchpad)
    memories = arguments.map(\.1) + [scratch]
    self.arguments =
      arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) } + [
        dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.handle)
      ]
  }

  /// Computes, and returns when it is done.
  func run(_ stream: Stream) throws(InferencePlanError) {
    try withExtendedLifetime(memories) { _ throws(InferencePlanError) in
      try primitive.execute(stream, arguments, count: arguments.count)
      try stream.wait()
    }
  }
}
