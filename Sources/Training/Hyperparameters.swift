/// What a training is told: rates, rule, loss, and which epoch counts.
public struct Hyperparameters: Sendable {
  /// The learning rate at its highest; where layer groups differ, that of the last one.
  public var learningRate: Double
  /// How it changes, and for how many epochs.
  public var schedule: LearningRateSchedule
  /// The number of images that a step learns from; at least two.
  public var batchSize: Int
  /// What all random draws depend on.
  public var seed: UInt64
  /// The rule of a step.
  public var optimizer: Optimizer
  /// What is made smaller; its kind is that of the data.
  public var loss: TrainingLoss
  /// Which epoch's weights are kept, and when to stop; `nil` for the last one.
  public var selection: EpochSelection?
  /// The number of threads.
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
}
