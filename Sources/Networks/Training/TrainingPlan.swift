internal import CThreads
public import Tensors

/// A body forward and backward: from pixels to pooled features, and from their gradients to those of the weights.
///
/// Memory is taken once for each batch size. Results depend on the number of workers, as oneDNN shares the sums of a
/// gradient out to its threads; the same number gives the same bits.
public final class TrainingPlan {
  /// What is trained.
  public let weights: NetworkWeights
  /// What was chosen.
  public let settings: TrainingSettings
  /// The side of the square input, in pixels.
  public let inputSize: Int
  private let workers: Int
  private let engine: Engine
  private let steps: (frozen: [FusedStep], learning: [FusedStep])
  private var graphs: [Int: TrainingGraph] = [:]
  // One graph computes at a time: all lie in the same memory, as far as it is large enough.
  private var arena: Arena?
  // The layers that do not learn, with their numbers as they were after so many replacements.
  private var frozen: (network: CompiledNetwork, date: Int)?

  /// Prepares to train `weights` on square inputs of `inputSize` pixels.
  ///
  /// - Throws: `InferencePlanError` when the size is not possible or oneDNN refuses.
  public init(
    _ weights: NetworkWeights, settings: TrainingSettings, inputSize: Int, workers: Int
  ) throws(InferencePlanError) {
    guard NetworkInput.sizes.contains(inputSize) else { throw .inputSize(inputSize, allowed: NetworkInput.sizes) }
    self.weights = weights
    self.settings = settings
    self.inputSize = inputSize
    self.workers = workers
    engine = try Engine()
    steps = try weights.network.fusedSteps(learningFrom: settings.firstTrainedGroup)
    precondition(!steps.learning.isEmpty, "a plan for a body of which nothing learns")
  }

  /// The order of the pixels of an image.
  public var inputLayout: PixelLayout {
    !steps.frozen.isEmpty && settings.frozen.layout == .blocked ? .planar : .interleaved
  }
  /// The number of floats of an image.
  public var inputCount: Int { 3 * inputSize * inputSize }
  /// The number of features of an image.
  public var featureCount: Int { weights.network.pooledWidth }
  /// The bytes of maps and scratch memory, for the largest batch so far.
  public var arenaByteCount: Int { arena?.byteCount ?? 0 }
  /// The names of the code that oneDNN chose for convolutions, in both directions.
  public var implementations: Set<String> { Set(graphs.values.flatMap(\.implementations)) }

  /// Calls `body` with the pixels of the image at `index` of a batch, to be written; they may not be kept.
  ///
  /// - Throws: What compiling for this batch size and `body` throw.
  public func withInput<Result>(
    at index: Int, of batchSize: Int, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    precondition((0..<batchSize).contains(index))
    let graph = try graph(batchSize)
    return try body(UnsafeMutableBufferPointer(start: graph.pixels + index * inputCount, count: inputCount))
  }

  /// Mixes the images of a batch: of each its share stays, and the rest is its partner's.
  ///
  /// - Throws: `InferencePlanError` when compiling for this batch size fails.
  public func mixInput(batchSize: Int, partners: [Int], shares: [Float]) throws(InferencePlanError) {
    precondition(partners.count == batchSize && shares.count == batchSize)
    let input = try graph(batchSize).pixels
    let copy = FloatBuffer(batchSize * inputCount)
    copy.base.update(from: input, count: copy.count)
    for (image, (partner, share)) in zip(partners, shares).enumerated() {
      let (own, other) = (input + image * inputCount, copy.base + partner * inputCount)
      for index in 0..<inputCount { own[index] = share * own[index] + (1 - share) * other[index] }
    }
  }

  /// Prepares for batches of this size, so that `withInput` may be called by several threads.
  ///
  /// - Throws: `InferencePlanError` when oneDNN refuses or memory runs out.
  public func prepare(batchSize: Int) throws(InferencePlanError) { _ = try graph(batchSize) }

  /// Computes the features of a batch whose input is filled: [batchSize, featureCount], row by row.
  ///
  /// Running statistics of batch norm that learns move.
  ///
  /// - Throws: `InferencePlanError` when oneDNN fails.
  public func forward(batchSize: Int) throws(InferencePlanError) -> [Float] {
    let graph = try graph(batchSize)
    try withThreads { () throws(InferencePlanError) in try graph.forward() }
    return Array(UnsafeBufferPointer(start: graph.pooled, count: batchSize * featureCount))
  }

  /// Adds the gradients of the batch that `forward` computed to those of the weights.
  ///
  /// - Parameter gradient: Of the features, in the same order.
  /// - Throws: `InferencePlanError` when oneDNN fails.
  public func backward(batchSize: Int, gradient: [Float]) throws(InferencePlanError) {
    precondition(gradient.count == batchSize * featureCount)
    let graph = try graph(batchSize)
    graph.pooled.update(from: gradient, count: gradient.count)
    try withThreads { () throws(InferencePlanError) in try graph.backward() }
  }

  /// Compiles the layers that do not learn, if there are any and their numbers are not the same as before.
  private func compileFrozen() throws(InferencePlanError) {
    guard !steps.frozen.isEmpty, frozen?.date != weights.replacementCount else { return }
    graphs = [:]
    let network = try CompiledNetwork(
      weights.network, steps.frozen, settings: settings.frozen, inputSize: inputSize, tensor: weights.tensor(named:))
    frozen = (network, weights.replacementCount)
  }

  private func graph(_ batchSize: Int) throws(InferencePlanError) -> TrainingGraph {
    try compileFrozen()
    if let graph = graphs[batchSize] { return graph }
    let graph = try withThreads { () throws(InferencePlanError) in
      try TrainingGraph(
        weights, steps.learning, after: frozen?.network, settings: settings, inputSize: inputSize,
        batchSize: batchSize, workers: workers, engine: engine, sharing: arena)
    }
    arena = graph.arena
    graphs[batchSize] = graph
    return graph
  }

  private func withThreads<Result>(
    _ body: () throws(InferencePlanError) -> Result
  ) throws(InferencePlanError) -> Result {
    let threads = kernel_set_threads(Int32(workers))
    defer { kernel_set_threads(threads) }
    return try body()
  }
}
