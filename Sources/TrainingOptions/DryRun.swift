public import CommandLine
internal import Records
public import Training

/// What `--dry-run` does: it writes the learning rate of each batch of a training instead of training.
public enum DryRun {
  /// The option `--dry-run`.
  public static let isWanted = Flag(
    "dry-run", help: "train nothing and write no file, but print the learning rate that each batch would have")
  // Half a gigabyte of records.
  private static let mostBatches = 10_000_000

  /// Writes a record a batch.
  ///
  /// - Parameters:
  ///   - hyperparameters: The settings of the training.
  ///   - images: What it would be trained on.
  ///   - learningRates: Returns the rates of all layer groups that learn, when that of the last one is the one given.
  /// - Throws: `Failure` when there are too many batches; `FileError` when they cannot be written.
  public static func run(
    _ hyperparameters: Hyperparameters, images: LabelledImages,
    learningRates: (Double) -> [Double] = { [$0] }
  ) throws {
    let count = Batches.count(rows: images.trainingRows.count, size: hyperparameters.batchSize)
    guard let epochs = hyperparameters.schedule.epochs, epochs <= mostBatches / count else {
      throw Failure("the training has more than \(mostBatches) batches, too many to print")
    }
    var rates = hyperparameters.schedule.rates(maximum: hyperparameters.learningRate, batchesPerEpoch: count)
    var writer = try RecordWriter()
    for batch in 0..<epochs * count {
      let rate = rates.next() ?? hyperparameters.learningRate
      let record = ScheduleRecord(
        batch: batch, epoch: batch / count, cycle: rates.last.cycle, learningRates: learningRates(rate),
        momentum: rates.momentum)
      try writer.write(record.object)
    }
    try writer.commit()
  }
}
