/// Takes a learner through epochs of batches, at the rates of a schedule.
struct TrainingLoop {
  let hyperparameters: Hyperparameters

  /// Trains until the last epoch, or until patience ends.
  ///
  /// - Parameters:
  ///   - position: Where to begin; the learner must be as it was then.
  ///   - onBatch: Called after each batch and after each epoch, with what is needed to go on from there and the rate of the
  ///     last batch; what it throws ends the training.
  ///   - onEpoch: Called after each epoch; what it throws ends the training.
  /// - Throws: `TrainingError` when the loss is no longer finite; what the learner throws.
  func fit(
    _ learner: some Learner, from position: TrainingPosition = TrainingPosition(),
    onBatch: (TrainingPosition, _ learningRate: Double) throws -> Void = { _, _ in },
    onEpoch: (TrainingEpoch) throws -> Void
  ) throws {
    var position = position
    let selection = hyperparameters.selection
    var rates = hyperparameters.schedule.rates(
      maximum: hyperparameters.learningRate, batchesPerEpoch: learner.batchesPerEpoch)
    for _ in 0..<position.epoch * learner.batchesPerEpoch + position.batch { _ = rates.next() }
    let clock = ContinuousClock()
    while position.epoch < hyperparameters.schedule.epochs ?? .max, !position.best.isOutOfPatience(selection) {
      let start = clock.now
      let firstBatch = position.batch
      while position.batch < learner.batchesPerEpoch {
        let rate = rates.next() ?? hyperparameters.learningRate
        let loss = try learner.step(
          epoch: position.epoch, batch: position.batch, learningRate: rate, momentum: rates.momentum)
        guard loss.isFinite else {
          throw TrainingError.lossNotFinite(epoch: position.epoch + 1, batch: position.batch + 1)
        }
        position.smoothed.add(loss)
        position.batch += 1
        try onBatch(position, rate)
      }
      let trainingSeconds = (clock.now - start).seconds
      let trainedPart = Double(position.batch - firstBatch) / Double(learner.batchesPerEpoch)
      let endsCycle = rates.cycle > rates.last.cycle || position.epoch + 1 == hyperparameters.schedule.epochs
      // Without cycles each epoch is one.
      let hasCycles = if case .constant = hyperparameters.schedule { false } else { true }
      try learner.finishEpoch(endsCycle: endsCycle || !hasCycles)
      let validation = try learner.evaluate()
      if let validation, !validation.loss.isFinite {
        throw TrainingError.validationLossNotFinite(epoch: position.epoch + 1)
      }
      let isBest = position.best.add(validation, selection)
      if isBest { learner.keep() }
      try onEpoch(
        TrainingEpoch(
          number: position.epoch, cycle: rates.last.cycle, endsCycle: endsCycle, trainingLoss: position.smoothed.value,
          validation: validation, isBest: isBest, learningRate: rates.last.rate, seconds: (clock.now - start).seconds,
          imagesPerSecond: Double(learner.imagesPerEpoch) * trainedPart / max(trainingSeconds, 1e-9)))
      position.epoch += 1
      position.batch = 0
      try onBatch(position, rates.last.rate)
    }
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
