internal import Randomness

/// The order in which the images of each epoch are learned from.
struct EpochOrder {
  private let rows: [Int]
  private let batchSize: Int
  private let seed: UInt64
  // Of the epoch that was asked for last.
  private var current: (epoch: Int, batches: Batches)?

  init(of rows: [Int], _ hyperparameters: Hyperparameters) {
    self.rows = rows
    batchSize = hyperparameters.batchSize
    seed = hyperparameters.seed
  }

  /// The number of batches of an epoch.
  var batchCount: Int { Batches.count(rows: rows.count, size: batchSize) }
  /// The most rows a batch can have.
  var largestBatch: Int { Batches.largest(rows: rows.count, size: batchSize) }

  /// Returns the batches of an epoch in the order of its draws.
  mutating func batches(ofEpoch epoch: Int) -> Batches {
    if let current, current.epoch == epoch { return current.batches }
    let draws = RandomNumbers(seed: seed, purpose: .shuffle, epoch: epoch)
    let batches = Batches(draws.shuffled(rows), size: batchSize)
    current = (epoch, batches)
    return batches
  }
}
