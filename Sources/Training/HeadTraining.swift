public import Networks
internal import Workers

/// Trains a head on rows of features that the backbone computed once.
///
/// The same data, settings and seed give the same head to the last bit, for any number of workers.
public struct HeadTraining: Sendable {
  /// The learning rate at its highest.
  public var learningRate: Double
  /// How it changes, and for how many epochs.
  public var schedule: LearningRateSchedule
  /// The number of rows that a step learns from; at least two.
  public var batchSize: Int
  /// What all random draws depend on.
  public var seed: UInt64
  /// The rule of a step.
  public var optimizer: Optimizer
  /// What is made smaller; its kind is that of the data.
  public var loss: TrainingLoss
  /// Which epoch's head is kept, and when to stop; `nil` for the last one.
  public var selection: EpochSelection?
  /// The number of threads; it changes nothing but the time.
  public var workers: Int

  /// Chooses the settings; the defaults are the lesson's.
  public init(
    learningRate: Double = 0.01, schedule: LearningRateSchedule = .constant(epochs: 5), batchSize: Int = 64,
    seed: UInt64 = 42, optimizer: Optimizer = .gradientDescent(GradientDescent()), loss: TrainingLoss = TrainingLoss(),
    selection: EpochSelection? = nil, workers: Int = 1
  ) {
    precondition(batchSize >= 2, "batch norm needs two rows")
    self.learningRate = learningRate
    self.schedule = schedule
    self.batchSize = batchSize
    self.seed = seed
    self.optimizer = optimizer
    self.loss = loss
    self.selection = selection
    self.workers = workers
  }

  /// What an epoch came to.
  public struct Epoch: Sendable {
    /// Its number, from 0.
    public let number: Int
    /// The number of the learning rate's cycle, from 0.
    public let cycle: Int
    /// The smoothed loss of the batches so far, over all epochs.
    public let trainingLoss: Double
    /// Loss and metrics on the validation rows; `nil` when there are none.
    public let validation: HeadEvaluation?
    /// Whether it is the best one so far, where one is selected.
    public let isBest: Bool
    /// The learning rate of the last batch.
    public let learningRate: Double
    /// What training and validation took.
    public let seconds: Double
    /// Training rows a second of training.
    public let imagesPerSecond: Double
  }

  /// Returns `head` trained on `data`.
  ///
  /// - Parameters:
  ///   - head: Where to start from.
  ///   - data: Rows of as many features as the head takes, of as many classes as it gives.
  ///   - onEpoch: Called after each epoch; what it throws ends the training.
  /// - Throws: `TrainingError` when the loss is no longer finite, and what `onEpoch` throws.
  public func fit(_ head: Head, on data: LabelledFeatures, onEpoch: (Epoch) throws -> Void) throws -> Head {
    precondition(head.inputs == data.featureCount && head.outputs == data.classCount, "the head does not fit the data")
    return try WorkerTeam.run(workers: workers) { team in try fit(head, on: data, team: team, onEpoch: onEpoch) }
  }

  /// Prepares to train `head` on the batches of `data`.
  func trainer(of head: Head, on data: LabelledFeatures, team: WorkerTeam) -> HeadTrainer {
    HeadTrainer(
      head, optimizer: optimizer, loss: loss,
      largestBatch: Batches.largest(rows: data.trainingRows.count, size: batchSize), team: team)
  }

  private func fit(
    _ head: Head, on data: LabelledFeatures, team: WorkerTeam, onEpoch: (Epoch) throws -> Void
  ) throws -> Head {
    let trainer = trainer(of: head, on: data, team: team)
    var feed = HeadBatches(of: data, for: self, trainer: trainer)
    var rates = schedule.rates(maximum: learningRate, batchesPerEpoch: feed.countPerEpoch)
    var smoothed = SmoothedLoss()
    let clock = ContinuousClock()
    var best = BestEpoch(selection)
    var bestHead: Head?
    for number in 0..<(schedule.epochs ?? .max) {
      let cycle = rates.cycle
      let start = clock.now
      let rate = try trainEpoch(number, feed: &feed, rates: &rates, smoothed: &smoothed)
      let trainingSeconds = (clock.now - start).seconds
      let validation = HeadEvaluation(of: trainer.head, on: data, team: team)
      if let validation, !validation.loss.isFinite {
        throw TrainingError.validationLossNotFinite(epoch: number + 1)
      }
      let isBest = best.add(validation)
      if isBest { bestHead = trainer.head }
      try onEpoch(
        Epoch(
          number: number, cycle: cycle, trainingLoss: smoothed.value, validation: validation, isBest: isBest,
          learningRate: rate, seconds: (clock.now - start).seconds,
          imagesPerSecond: Double(data.trainingRows.count) / max(trainingSeconds, 1e-9)))
      if best.isOutOfPatience { break }
    }
    return bestHead ?? trainer.head
  }

  /// Goes through all batches once and returns the last learning rate.
  private func trainEpoch(
    _ number: Int, feed: inout HeadBatches, rates: inout LearningRates, smoothed: inout SmoothedLoss
  ) throws(TrainingError) -> Double {
    let batches = feed.batches(ofEpoch: number)
    var rate = learningRate
    for batch in 0..<batches.count {
      rate = rates.next() ?? learningRate
      let loss = feed.step(on: batches[batch], epoch: number, learningRate: rate, momentum: rates.momentum)
      guard loss.isFinite else { throw .lossNotFinite(epoch: number + 1, batch: batch + 1) }
      smoothed.add(loss)
    }
    return rate
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
