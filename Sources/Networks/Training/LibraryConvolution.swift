internal import COneDNN

/// A convolution by oneDNN; some gradients of weights are by a kernel of our own.
struct LibraryConvolution: ConvolutionCode {
  let engine: Engine
  let primitives: ConvolutionPrimitives
  let description: ConvolutionDescription
  let workers: Int

  var implementations: [String] { primitives.all.map(\.implementation) }
  var scratchByteCount: Int { primitives.scratchByteCount }
  var weightByteCount: Int { primitives.weightByteCount }
  var addsSourceGradients: Bool { false }
  var normalisesSource: Bool { false }

  func bind(to addresses: ConvolutionAddresses) throws(InferencePlanError) -> any ConvolutionLayer {
    try Bound(self, addresses)
  }

  private final class Bound: ConvolutionLayer {
    private let computations: [Computation]
    private let sourceGradientComputations: [Computation]
    private let weightGradientComputations: [Computation]
    private let addOwnWeightGradient: (() -> Void)?

    init(_ code: LibraryConvolution, _ addresses: ConvolutionAddresses) throws(InferencePlanError) {
      let (engine, primitives, convolution) = (code.engine, code.primitives, code.description)
      let published = try MemoryDescription(
        shape: convolution.weightShape, convolution.weightShape.count == 5 ? dnnl_abcde : dnnl_abcd)
      let valuesMemory = try Memory(engine, published, at: addresses.values)
      let source = try Memory(engine, convolution.source, at: addresses.source)
      let destination = try Memory(engine, convolution.destination, at: addresses.destination)

      func computation(
        _ primitive: Primitive, _ arguments: [(Int32, Memory)]
      ) throws(InferencePlanError) -> Computation {
        try Computation(engine, primitive, arguments, scratchpad: addresses.scratchpad)
      }
      func reorder(
        _ from: MemoryDescription, _ source: Memory, _ to: MemoryDescription, _ destination: Memory, adds: Bool = false
      ) throws(InferencePlanError) -> Computation {
        let primitive = try Primitive(engine, reorderFrom: from, to: to, addsToDestination: adds)
        return try computation(primitive, [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, destination)])
      }

      let forward = primitives.forward
      let forwardWeights = try Memory(engine, forward.weights, at: addresses.weights)
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
            source: addresses.sourceAgain, gradient: addresses.gradient, to: addresses.gradients,
            scratch: addresses.scratchpad, workers: code.workers)
        }
      case .library(let primitive):
        let weightGradient = try Memory(engine, primitive.weightGradient, at: addresses.weights)
        weightGradientComputations = [
          try computation(
            primitive,
            [
              (DNNL_ARG_SRC, try Memory(engine, convolution.source, at: addresses.sourceAgain)),
              (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_WEIGHTS, weightGradient),
            ]),
          try reorder(
            primitive.weightGradient, weightGradient, published,
            try Memory(engine, published, at: addresses.gradients), adds: true),
        ]
        addOwnWeightGradient = nil
      }
      guard let sourceGradient = primitives.sourceGradient, let address = addresses.sourceGradient else {
        sourceGradientComputations = []
        return
      }
      let backwardWeights = try Memory(engine, sourceGradient.weights, at: addresses.weights)
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

    func backward(_ stream: Stream) throws(InferencePlanError) {
      try run(weightGradientComputations, stream)
      addOwnWeightGradient?()
      try run(sourceGradientComputations, stream)
    }

    private func run(_ computations: [Computation], _ stream: Stream) throws(InferencePlanError) {
      for computation in computations { try computation.run(stream) }
    }
  }
}
