internal import Networks
internal import Training
internal import Workers

/// Steps of training as `fit-full` takes them, without photographs: forward, the lesson's head, backward, both optimizers.
struct TrainingBenchmark {
  private let plan: TrainingPlan
  private let trainer: HeadTrainer
  private let optimizer: OptimizerState
  private let chunks: Chunks
  private let batchSize: Int
  private static let classCount = 20
  private static let learningRate = 1e-3

  /// Calls `body` with a benchmark that may not outlive the call.
  static func withBenchmark(
    _ architecture: Architecture, size: Int, batchSize: Int, precision: Precision, workers: Int,
    _ body: (TrainingBenchmark) throws -> Void
  ) throws {
    try WorkerTeam.run(workers: 1) { team in
      try body(
        TrainingBenchmark(
          architecture, size: size, batchSize: batchSize, precision: precision, workers: workers, team: team))
    }
  }

  private init(
    _ architecture: Architecture, size: Int, batchSize: Int, precision: Precision, workers: Int, team: WorkerTeam
  ) throws {
    let network = architecture.network
    let tensors = RandomWeights.tensors(of: network)
    let weights = try NetworkWeights(network) { tensors[$0] }
    self.batchSize = batchSize
    plan = try TrainingPlan(
      weights, settings: try architecture.trainingSettings(precision), inputSize: size, workers: workers)
    chunks = Chunks(workers: workers)
    optimizer = OptimizerState(
      .gradientDescent(GradientDescent()), parameters: weights.values, gradients: weights.gradients)
    let head = Head(
      inputs: network.pooledWidth, classes: TrainingBenchmark.classCount, hidden: [512], dropout: [0.25, 0.5], seed: 42)
    trainer = HeadTrainer(
      head, optimizer: .gradientDescent(GradientDescent()), largestBatch: batchSize, team: team)
    for image in 0..<batchSize {
      let pixels = RandomWeights.pixels(plan.inputCount, image: image)
      try plan.withInput(at: image, of: batchSize) { _ = $0.update(fromContentsOf: pixels) }
    }
  }

  /// Takes one step.
  func step() throws {
    let labels = MixedLabels((0..<batchSize).map { [$0 % TrainingBenchmark.classCount] })
    var gradient: [Float] = []
    _ = trainer.differentiate(
      features: try plan.forward(batchSize: batchSize), labels: labels, samples: ArraySlice(0..<batchSize),
      dropout: HeadTrainer.Dropout(seed: 42, epoch: 0), featureGradient: { gradient = Array($0) })
    try plan.backward(batchSize: batchSize, gradient: gradient)
    trainer.update(learningRate: TrainingBenchmark.learningRate)
    optimizer.step(
      [(0..<plan.weights.values.count, TrainingBenchmark.learningRate)], momentum: nil, chunks: chunks,
      clearsGradients: true)
  }
}
