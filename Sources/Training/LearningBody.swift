internal import Images
internal import Inference
internal import Networks
internal import Records
internal import Tensors
internal import Workers

/// A body that learns, wholly or from a layer group on: it runs as a training plan.
final class LearningBody: Body {
  private let architecture: Architecture
  private let weights: NetworkWeights
  private let plan: TrainingPlan
  private let optimizer: OptimizerState
  private let ranges: [Range<Int>]
  private let loader: AugmentedBatchLoader
  private let photographs: Photographs
  private let views: TrainingViews
  private let seed: UInt64
  private let workers: Int
  private let chunks: Chunks
  private var epoch = 0
  private var order: [Int] = []
  private var batchSize = 0

  let partSize: Int

  /// Prepares for batches that are cut into parts of `partSize`.
  ///
  /// - Throws: `InferencePlanError` when the network cannot be trained at this size.
  init(
    _ architecture: Architecture, weights: NetworkWeights, settings: TrainingSettings, _ photographs: Photographs,
    _ views: TrainingViews, hyperparameters: Hyperparameters, partSize: Int
  ) throws {
    self.architecture = architecture
    self.weights = weights
    self.partSize = partSize
    self.photographs = photographs
    self.views = views
    seed = hyperparameters.seed
    workers = hyperparameters.workers
    chunks = Chunks(workers: workers)
    plan = try TrainingPlan(weights, settings: settings, inputSize: views.input.size, workers: workers)
    optimizer = OptimizerState(
      hyperparameters.optimizer, parameters: weights.values, gradients: weights.gradients)
    ranges = LayerGroup.allCases.filter { $0 >= settings.firstTrainedGroup && $0 < .head }.map(weights.range(of:))
    loader = AugmentedBatchLoader(
      input: views.input, augmentation: views.augmentation, root: photographs.root, workers: workers)
  }

  /// The bytes of maps and scratch memory.
  var arenaByteCount: Int { plan.arenaByteCount }

  /// Its numbers, and what its optimizer remembers.
  var state: BodyState {
    get { BodyState(weights: weights.snapshot, memory: optimizer.memory) }
    set {
      weights.snapshot = newValue.weights
      optimizer.memory = newValue.memory
    }
  }

  /// The part of a batch's statistics in the running ones of batch norm that learns; `nil` for the network's own.
  var statisticsMomentum: Double? {
    get { weights.statisticsMomentum }
    set { weights.statisticsMomentum = newValue }
  }

  /// The numbers as they are now.
  var snapshot: NetworkWeights.Snapshot {
    get { weights.snapshot }
    set { weights.snapshot = newValue }
  }

  /// Returns numbers of this body by their published names.
  func tensors(of snapshot: NetworkWeights.Snapshot) -> [(name: String, tensor: Tensor)] {
    weights.tensors(of: snapshot)
  }

  func begin(epoch: Int, order: [Int]) {
    self.epoch = epoch
    self.order = order
  }

  func features(of part: Range<Int>) throws -> [Float] { try features(of: part, mixing: nil) }

  /// Returns the features of photographs that are mixed with each other.
  ///
  /// - Throws: What reading the photographs throws.
  func features(of part: Range<Int>, mixing: Mixing?) throws -> [Float] {
    batchSize = part.count
    try plan.prepare(batchSize: batchSize)
    let images = part.map { place in
      let number = order[place]
      return AugmentedBatchLoader.Image(
        record: photographs.records[number],
        draw: views.augmentation.draw(seed: seed, epoch: epoch, sample: number))
    }
    try loader.load(images, layout: plan.inputLayout) { place, write in
      try plan.withInput(at: place, of: batchSize, write)
    }
    if let mixing {
      try plan.mixInput(batchSize: batchSize, partners: mixing.partners, shares: mixing.shares.map(Float.init))
    }
    return try plan.forward(batchSize: batchSize)
  }

  /// Takes in the gradient of the features that were asked for last.
  ///
  /// - Throws: `InferencePlanError` when oneDNN fails.
  func backward(_ gradient: [Float]) throws { try plan.backward(batchSize: batchSize, gradient: gradient) }

  /// Takes a step along the gradients since the last step.
  ///
  /// - Parameters:
  ///   - rates: One for each group of the network that learns.
  ///   - momentum: Instead of the optimizer's own.
  func update(rates: [Double], momentum: Double?) {
    optimizer.step(zip(ranges, rates).map { ($0, $1) }, momentum: momentum, chunks: chunks, clearsGradients: true)
  }

  func evaluate(
    with snapshot: NetworkWeights.Snapshot?, _ emit: (_ number: Int, _ features: [Float]) throws -> Void
  ) throws {
    let numbers = photographs.images.validationRows
    guard !numbers.isEmpty else { return }
    let tensors = Dictionary(
      uniqueKeysWithValues: weights.tensors(of: snapshot ?? weights.snapshot).map { ($0.name, $0.tensor) })
    let network = try CompiledNetwork(
      architecture.network, settings: architecture.inferenceSettings, inputSize: views.input.size
    ) { tensors[$0] }
    let runner = ImageRunner(network, input: views.input, root: photographs.root, workers: workers)
    try photographs.run(numbers, through: runner, emit: emit)
  }
}
