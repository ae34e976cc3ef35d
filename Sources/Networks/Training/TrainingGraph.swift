internal import CKernels
internal import COneDNN
internal import Instructions
internal import Workers

/// The forward and backward computation of a body for one batch size: layers bound to memory.
final class TrainingGraph {
  let batchSize: Int
  private let network: Network
  private let weights: NetworkWeights
  private let workers: Int
  private let stream: Stream
  /// Where the maps are.
  let arena: Arena
  private let steps: [Step]
  private let featureMap: kernel_map
  private let prefix: FrozenPrefix?
  /// From the pixels to what the first step reads, where these are other numbers and there is no prefix.
  private let conversion: Computation?
  /// Where the pixels of the batch go, image after image.
  let pixels: UnsafeMutablePointer<Float>
  /// The maximum and the mean of each channel, image after image; their gradients on the way back.
  let pooled: UnsafeMutablePointer<Float>

  private enum Layer {
    case convolution(any ConvolutionLayer, NormLayer)
    case maxPool(MaxPoolLayer)
  }

  /// A layer and the maps that it shares with others.
  private struct Step {
    let layer: Layer
    let convolved: UnsafeMutableRawPointer
    let result: UnsafeMutableRawPointer
    /// The result of the step that is added.
    let addend: UnsafeMutableRawPointer?
    let gradient: UnsafeMutableRawPointer
    let addendGradient: (address: UnsafeMutableRawPointer, accumulates: Bool)?
    /// The result of the source, computed anew by the step of this number before this one's gradients.
    let recomputes: (step: Int, result: UnsafeMutableRawPointer)?
    /// What is added to the gradient of the source, and their shape.
    let summand: (address: UnsafeMutableRawPointer, to: UnsafeMutableRawPointer, map: kernel_map)?
  }

  /// The names of the code that oneDNN chose, of all convolutions.
  let implementations: [String]

  /// Compiles the layers that learn for square pixels of `inputSize`, `batchSize` images at a time.
  ///
  /// - Parameters:
  ///   - fused: The steps.
  ///   - frozen: What comes before them.
  ///   - sharing: Memory of a graph that does not compute at the same time.
  /// - Throws: `InferencePlanError` when oneDNN refuses or memory runs out.
  init(
    _ weights: NetworkWeights, _ fused: [FusedStep], after frozen: CompiledNetwork?, settings: TrainingSettings,
    inputSize: Int, batchSize: Int, workers: Int, engine: Engine, sharing shared: Arena? = nil
  ) throws(InferencePlanError) {
    self.batchSize = batchSize
    self.weights = weights
    self.workers = workers
    let network = weights.network
    self.network = network
    let compiler = TrainingCompiler(
      engine: engine, network: network, precision: settings.precision, instructions: .chosen,
      sides: network.sides(inputSize: inputSize), batchSize: batchSize, workers: workers)
    let compiled = try compiler.compile(fused)
    implementations = compiled.flatMap(\.implementations)

    let readers = StepReaders(fused)
    let isNormalisedByReaders = readers.normalising(fused, canNormalise: compiled.map(\.normalisesSource))
    let plan = TrainingBuffers(
      fused, isPool: compiled.map(\.isPool), isNormalisedByReaders: isNormalisedByReaders,
      addsSourceGradients: compiled.map(\.addsSourceGradients),
      byteCounts: compiled.map(\.destination.byteCount), workspaces: compiled.map(\.workspaceByteCount))
    let channels = fused.map { network.operations[$0.operation].channels }.max() ?? 0
    let always = -1...2 * fused.count
    let fixed = [
      compiled[0].source.byteCount, batchSize * network.pooledWidth * 4,
      compiled.map(\.scratchByteCount).max() ?? 0, compiled.map(\.weightByteCount).max() ?? 0,
      2 * batchSize * channels * 8,
    ]
    // What comes before is over when the first step begins.
    let before = frozen.map { FrozenPrefix.ByteCounts($0, batchSize: batchSize) }
    let pixelMap = try MemoryDescription(mapsOf: batchSize, channels: 3, side: inputSize, .interleaved)
    let early =
      before.map { [$0.pixels] + Array(repeating: $0.plan, count: workers) }
      ?? (pixelMap == compiled[0].source ? [] : [pixelMap.byteCount])
    let layout = ArenaLayout(
      plan.buffers + fixed.map { ArenaLayout.Buffer(byteCount: max($0, 64), lifetime: always) }
        + early.map { ArenaLayout.Buffer(byteCount: $0, lifetime: -1 ... -1) })
    let enough = shared.flatMap { $0.byteCount >= layout.byteCount ? $0 : nil }
    guard let arena = enough ?? Arena(byteCount: layout.byteCount) else {
      throw .memory(byteCount: layout.byteCount)
    }
    self.arena = arena
    let addresses = layout.offsets.map { arena.address + $0 }
    let fixedAddresses = Array(addresses[plan.buffers.count..<plan.buffers.count + fixed.count])
    let earlyAddresses = Array(addresses[(plan.buffers.count + fixed.count)...])
    prefix = try frozen.map { frozen throws(InferencePlanError) in
      try FrozenPrefix(
        frozen, batchSize: batchSize, in: arena, pixels: earlyAddresses[0], plans: Array(earlyAddresses[1...]),
        maps: fixedAddresses[0], settings.precision)
    }
    pixels = (earlyAddresses.first ?? fixedAddresses[0]).floats
    conversion =
      frozen != nil || early.isEmpty
      ? nil
      : try Computation(
        engine, try Primitive(engine, reorderFrom: pixelMap, to: compiled[0].source),
        [
          (DNNL_ARG_FROM, try Memory(engine, pixelMap, at: earlyAddresses[0])),
          (DNNL_ARG_TO, try Memory(engine, compiled[0].source, at: fixedAddresses[0])),
        ], scratchpad: fixedAddresses[2])
    pooled = fixedAddresses[1].floats
    let sums = fixedAddresses[4].assumingMemoryBound(to: Double.self)

    var steps: [Step] = []
    for (index, step) in fused.enumerated() {
      let buffers = plan.steps[index]
      let source = step.source
      let sourceGradient = source.map { addresses[plan.steps[$0].gradient] }
      let recomputed = source.flatMap { plan.steps[$0].recomputed }
      let parameter = network.parameters(of: network.operations[step.operation]).first
      let start = parameter.map { weights.place(of: $0).lowerBound } ?? 0
      let place = ConvolutionAddresses(
        source: source.map { addresses[plan.steps[$0].result] } ?? fixedAddresses[0],
        normalisation: source.flatMap { source in
          guard isNormalisedByReaders[source], case .convolution(_, let norm) = steps[source].layer else { return nil }
          return norm.normalisation
        },
        destination: addresses[buffers.convolved],
        sourceAgain: recomputed.map { addresses[$0] }
          ?? source.map { addresses[plan.steps[$0].result] } ?? fixedAddresses[0],
        gradient: addresses[buffers.gradient],
        sourceGradient: buffers.summand.map { addresses[$0] } ?? sourceGradient,
        values: weights.values.base + start, gradients: weights.gradients.base + start, weights: fixedAddresses[3],
        scratchpad: fixedAddresses[2])
      let layer: Layer
      switch compiled[index].code {
      case .convolution(let code):
        guard let normIndex = step.norm,
          case .batchNorm(let epsilon, let momentum) = network.operations[normIndex].kind
        else {
          throw .unsupported(operation: network.operations[step.operation].name)
        }
        let norm = NormLayer(
          network.operations[normIndex], epsilon: epsilon, momentum: momentum, activation: step.activation,
          map: compiler.kernelMap(of: step.operation), weights: weights,
          usesBatchStatistics: settings.usesBatchStatistics, workers: workers, sums: sums)
        layer = .convolution(try code.bind(to: place), norm)
      case .maxPool(let primitives):
        layer = .maxPool(
          try MaxPoolLayer(
            engine, primitives, from: compiled[index].source, to: compiled[index].destination, at: place,
            workspace: addresses[buffers.workspace ?? 0]))
      }
      let addend = step.addend
      let firstReader = source.map { readers.readers[$0].last } ?? nil
      steps.append(
        Step(
          layer: layer, convolved: addresses[buffers.convolved], result: addresses[buffers.result],
          addend: addend.map { addresses[plan.steps[$0].result] },
          gradient: addresses[buffers.gradient],
          addendGradient: addend.map { (addresses[plan.steps[$0].gradient], readers.consumers(of: $0).last != index) },
          recomputes: recomputed.flatMap { buffer in
            firstReader == index ? source.map { ($0, addresses[buffer]) } : nil
          },
          summand: buffers.summand.flatMap { summand in
            sourceGradient.map {
              (addresses[summand], $0, compiler.kernelMap(of: network.operations[step.operation].inputs[0]))
            }
          }))
    }
    self.steps = steps
    featureMap = compiler.kernelMap(of: fused[fused.count - 1].operation)
    stream = try Stream(engine)
  }

  /// Computes the pooled features of the batch.
  func forward() throws(InferencePlanError) {
    try prefix?.run()
    try conversion?.run(stream)
    for step in steps {
      switch step.layer {
      case .convolution(let convolution, let norm):
        try convolution.forward(stream)
        norm.prepare(step.convolved)
        // Otherwise those that read it normalise it.
        if step.result != step.convolved { norm.apply(step.convolved, addend: step.addend, result: step.result) }
      case .maxPool(let pool): try pool.forward(stream)
      }
    }
    let map = featureMap
    let features = steps[steps.count - 1].result
    let (pooled, width) = (pooled, network.pooledWidth)
    let imageByteCount = map.positions * map.channels * kernel_size_of(map.numbers)
    forEachShare(of: batchSize) { first, last in
      kernel_pool(
        map.numbers, features + first * imageByteCount, last - first, map.positions, map.channels, map.channels,
        pooled + first * width)
    }
  }

  /// Adds the gradients of the batch to those of the weights; `pooled` holds the gradients of the features.
  func backward() throws(InferencePlanError) {
    let (map, pooled, last) = (featureMap, pooled, steps[steps.count - 1])
    let (features, gradient) = (last.result, last.gradient)
    forEachShare(of: map.images) { kernel_pool_backward(map, $0, $1, features, pooled, gradient) }
    for step in steps.reversed() {
      if let (source, result) = step.recomputes, case .convolution(_, let norm) = steps[source].layer {
        norm.apply(steps[source].convolved, addend: nil, result: result)
      }
      switch step.layer {
      case .convolution(let convolution, let norm):
        norm.backward(
          step.convolved, result: step.addend == nil ? nil : step.result, gradient: step.gradient,
          addendGradient: step.addendGradient)
        try convolution.backward(stream)
      case .maxPool(let pool): try pool.backward(stream)
      }
      if let (address, sum, map) = step.summand {
        forEachShare(of: map.images) { kernel_accumulate(map, $0, $1, address, sum) }
      }
    }
  }

  private func forEachShare(of count: Int, _ body: (_ first: Int, _ last: Int) -> Void) {
    Workers.share(count, among: workers) { part, _ in body(part.lowerBound, part.upperBound) }
  }
}
