public import Networks
public import Records
public import Training

extension EpochRecord {
  /// The record of an epoch of training on labels of this kind.
  ///
  /// - Parameter learningRates: One for each layer group that learns; `nil` when there is only one.
  public init(_ epoch: TrainingEpoch, _ kind: LabelKind, learningRates: [Double]? = nil) {
    let validation = epoch.validation
    self.init(
      epoch: epoch.number, cycle: epoch.cycle, trainingLoss: epoch.trainingLoss, validationLoss: validation?.loss,
      metrics: kind == .single
        ? [("accuracy", validation?.accuracy)]
        : [("f2", validation?.tags?.f2), ("threshold", validation?.tags?.threshold)],
      learningRates: learningRates ?? [epoch.learningRate], seconds: epoch.seconds,
      imagesPerSecond: epoch.imagesPerSecond)
  }
}
