public import Files
internal import Inference
public import Networks
public import Tensors
internal import Workers

/// Trains a network on photographs: its head alone, or some of its body too.
///
/// The same photographs, settings, seed and number of workers give the same network to the last bit.
public struct NetworkTraining: Sendable {
  /// Rates, rule, loss, and which epoch is kept.
  public var hyperparameters: Hyperparameters
  /// Which layer groups learn, and how fast.
  public var rates: LayerRates
  /// Whether batch norm of groups that learn uses the statistics of the batch; otherwise the running ones, which stay.
  public var usesBatchStatistics: Bool
  /// The numbers that the body is computed with while it is trained; it is measured with float32.
  public var precision: Precision
  /// The part of a batch's statistics in the running ones of batch norm that learns; `nil` for the network's own.
  public var statisticsMomentum: Double?
  /// The most photographs that go through a learning body together; `nil` for whole batches.
  ///
  /// Gradients are summed, but batch norm sees only so many.
  public var microBatch: Int?
  /// Which means of the weights are taken.
  public var averaging: WeightAveraging
  /// α of mixup, above 0 and at most 1, for a body that learns; `nil` mixes nothing.
  public var mixingStrength: Double?

  /// Prepares a training; the rate of `hyperparameters` is the last of `rates`.
  public init(
    _ hyperparameters: Hyperparameters, rates: LayerRates, usesBatchStatistics: Bool = true,
    precision: Precision = .float32, statisticsMomentum: Double? = nil, microBatch: Int? = nil,
    averaging: WeightAveraging = WeightAveraging(), mixingStrength: Double? = nil
  ) {
    self.hyperparameters = hyperparameters
    self.hyperparameters.learningRate = rates.last
    self.rates = rates
    self.usesBatchStatistics = usesBatchStatistics
    self.precision = precision
    self.statisticsMomentum = statisticsMomentum
    self.microBatch = microBatch
    self.averaging = averaging
    self.mixingStrength = mixingStrength
  }

  /// What a training starts from.
  public struct Start {
    /// The network.
    public let architecture: Architecture
    /// Returns the body's tensors by their published names.
    public let tensor: (String) -> Tensor?
    /// The head.
    public let head: Head

    /// Puts a network together.
    public init(architecture: Architecture, head: Head, tensor: @escaping (String) -> Tensor?) {
      self.architecture = architecture
      self.tensor = tensor
      self.head = head
    }
  }

  /// What a training gives.
  public struct Result {
    /// The body's tensors by their published names.
    public let body: [(name: String, tensor: Tensor)]
    /// The head.
    public let head: Head
    /// How good it is on the validation photographs, where it is a mean of weights that no epoch measured.
    public let evaluation: Evaluation?
  }

  /// A moment of a training, at which its state can be written.
  public struct Moment {
    /// How far it has come.
    public let position: TrainingPosition
    /// The rate of the last batch: that of the last group.
    public let learningRate: Double
    fileprivate let learner: NetworkLearner
    fileprivate let start: Start

    /// Writes what is needed to go on from here, in the place of an older state.
    ///
    /// - Throws: `FileError` when it cannot be written; then the older one is still there.
    public func writeState(to output: consuming OutputFile, key: TrainingKey) throws(FileError) {
      try TrainingStateFile.write(to: output, key: key, position: position, state: learner.state)
    }

    /// The network as it is measured now.
    public var result: Result { Result(learner.evaluated, learner, start) }
  }

  /// Trains and returns what was learned.
  ///
  /// - Parameters:
  ///   - start: Where to start from.
  ///   - photographs: What to learn from.
  ///   - views: How photographs become pixels.
  ///   - state: Where an earlier run stopped; `nil` begins at the beginning.
  ///   - onBatch: Called after each batch and each epoch; what it throws ends the training.
  ///   - onEpoch: Called after each epoch, before `onBatch`; what it throws ends the training.
  /// - Throws: `TrainingError` when the loss is no longer finite; what was wrong with a photograph; `InferencePlanError`.
  public func fit(
    _ start: Start, on photographs: Photographs, views: TrainingViews, from state: TrainingStateFile? = nil,
    onBatch: (Moment) throws -> Void, onEpoch: (TrainingEpoch, Moment) throws -> Void
  ) throws -> Result {
    try withLearner(start, photographs, views) { learner in
      if let state { try state.restore(&learner.state) }
      var position = state?.position ?? TrainingPosition()
      func moment(learningRate: Double) -> Moment {
        Moment(position: position, learningRate: learningRate, learner: learner, start: start)
      }
      try TrainingLoop(hyperparameters: hyperparameters).fit(
        learner, from: position,
        onBatch: {
          position = $0
          try onBatch(moment(learningRate: $1))
        }, onEpoch: { try onEpoch($0, moment(learningRate: $0.learningRate)) })
      if let mean = learner.cycleMean {
        let snapshot = try learner.adopt(mean, epoch: position.epoch)
        return Result(snapshot, learner, start, try learner.evaluation(of: nil))
      }
      return Result(learner.best ?? learner.evaluated, learner, start)
    }
  }

  /// Trains a copy of the network with a growing learning rate and returns how the loss went.
  ///
  /// - Parameters:
  ///   - start: Where to start from.
  ///   - photographs: What to learn from.
  ///   - views: How photographs become pixels.
  ///   - range: The rates of the last group to try; those of the others keep their ratios to it.
  ///   - onPoint: Called after each batch; what it throws ends the search.
  /// - Throws: What was wrong with a photograph; `InferencePlanError`.
  public func searchLearningRate(
    _ start: Start, on photographs: Photographs, views: TrainingViews, range: LearningRateRange = LearningRateRange(),
    onPoint: (LearningRateCurve.Point) throws -> Void
  ) throws -> LearningRateCurve {
    try withLearner(start, photographs, views) { try range.search($0, onPoint: onPoint) }
  }

  private func withLearner<Value>(
    _ start: Start, _ photographs: Photographs, _ views: TrainingViews, _ body: (NetworkLearner) throws -> Value
  ) throws -> Value {
    // The head is small beside the body, which has the processors for itself: one worker serves it.
    try WorkerTeam.run(workers: 1) { team in
      let learner = NetworkLearner(
        try makeBody(start, photographs, views), start.head, photographs, hyperparameters, rates: rates,
        averaging: averaging, mixingStrength: mixingStrength, team: team)
      return try body(learner)
    }
  }

  private func makeBody(
    _ start: Start, _ photographs: Photographs, _ views: TrainingViews
  ) throws -> any Body {
    let network = start.architecture.network
    guard rates.firstTrained < .head else {
      let compiled = try CompiledNetwork(
        network, settings: try start.architecture.inferenceSettings(precision), inputSize: views.input.size,
        tensor: start.tensor)
      return FrozenBody(
        compiled, photographs, views, seed: hyperparameters.seed, workers: hyperparameters.workers)
    }
    var settings = try start.architecture.trainingSettings(precision)
    settings.firstTrainedGroup = rates.firstTrained
    settings.usesBatchStatistics = usesBatchStatistics
    let weights = try NetworkWeights(network, tensor: start.tensor)
    weights.statisticsMomentum = statisticsMomentum
    return try LearningBody(
      start.architecture, weights: weights, settings: settings, photographs,
      views, hyperparameters: hyperparameters, partSize: microBatch ?? hyperparameters.batchSize)
  }
}

extension NetworkTraining.Result {
  fileprivate init(
    _ snapshot: ModelSnapshot, _ learner: NetworkLearner, _ start: NetworkTraining.Start,
    _ evaluation: Evaluation? = nil
  ) {
    body =
      learner.tensors(of: snapshot)
      ?? start.architecture.network.parameters.filter(\.isBody).compactMap { parameter in
        start.tensor(parameter.name).map { (parameter.name, $0) }
      }
    head = snapshot.head
    self.evaluation = evaluation
  }
}
