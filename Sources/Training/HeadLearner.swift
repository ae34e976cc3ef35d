internal import Networks
internal import Workers

/// A head that learns from rows of features: gathers the rows of each batch, and steps.
final class HeadLearner: Learner {
  private let data: LabelledFeatures
  private let trainer: HeadTrainer
  private let team: WorkerTeam
  private let seed: UInt64
  private var order: EpochOrder
  // Taken once, for the largest batch.
  private var features: [Float]
  private var kept: Head?
  private static let chunk = 8

  init(_ head: Head, on data: LabelledFeatures, _ hyperparameters: Hyperparameters, team: WorkerTeam) {
    self.data = data
    self.team = team
    seed = hyperparameters.seed
    order = EpochOrder(of: data.images.trainingRows, hyperparameters)
    trainer = HeadTrainer(
      head, optimizer: hyperparameters.optimizer, loss: hyperparameters.loss, largestBatch: order.largestBatch,
      team: team)
    features = [Float](repeating: 0, count: order.largestBatch * data.featureCount)
  }

  /// What was kept, or else what was learned so far.
  var result: Head { kept ?? trainer.head }

  var batchesPerEpoch: Int { order.batchCount }
  var imagesPerEpoch: Int { data.images.trainingRows.count }

  func step(epoch: Int, batch: Int, learningRate: Double, momentum: Double?) -> Double {
    let rows = order.batches(ofEpoch: epoch)[batch]
    features.withUnsafeMutableBufferPointer { features in
      guard let start = features.baseAddress else { return }
      Chunks(team: team).forEach(of: rows.count, size: HeadLearner.chunk) { part in
        data.gather(
          rows[rows.startIndex + part.lowerBound..<rows.startIndex + part.upperBound],
          into: start + part.lowerBound * data.featureCount)
      }
    }
    return trainer.step(
      features: features, labels: rows.map { data.images.labels[$0] ?? [] }, samples: rows, learningRate: learningRate,
      momentum: momentum, dropout: HeadTrainer.Dropout(seed: seed, epoch: epoch))
  }

  func finishEpoch(endsCycle: Bool) {}

  func evaluate() -> Evaluation? { Evaluation(of: trainer.head, on: data, team: team) }

  func keep() { kept = trainer.head }
}
