internal import Randomness

/// Takes a trainer through the batches of a training: draws their order, gathers their rows, steps.
struct HeadBatches {
  private let data: LabelledFeatures
  private let batchSize: Int
  private let seed: UInt64
  private let trainer: HeadTrainer
  // Taken once, for the largest batch.
  private var features: [Float]

  init(of data: LabelledFeatures, for training: HeadTraining, trainer: HeadTrainer) {
    self.data = data
    self.trainer = trainer
    batchSize = training.batchSize
    seed = training.seed
    let largest = Batches.largest(rows: data.trainingRows.count, size: batchSize)
    features = [Float](repeating: 0, count: largest * data.featureCount)
  }

  /// The number of batches of an epoch.
  var countPerEpoch: Int { Batches.count(rows: data.trainingRows.count, size: batchSize) }

  /// Returns the batches of an epoch in the order of its draws.
  func batches(ofEpoch epoch: Int) -> Batches {
    let draws = RandomNumbers(seed: seed, purpose: .shuffle, epoch: epoch)
    return Batches(draws.shuffled(data.trainingRows), size: batchSize)
  }

  /// Learns from the rows of one batch and returns their mean loss, measured before the step.
  ///
  /// - Parameter momentum: Instead of the optimizer's own.
  mutating func step(on rows: ArraySlice<Int>, epoch: Int, learningRate: Double, momentum: Double? = nil) -> Double {
    data.gather(rows, into: &features)
    return trainer.step(
      features: features, labels: rows.map { data.labels[$0] ?? [] }, samples: rows, learningRate: learningRate,
      momentum: momentum, dropout: HeadTrainer.Dropout(seed: seed, epoch: epoch))
  }
}
