internal import Inference
internal import Records
internal import Training

extension LabelledFeatures {
  /// Takes the labelled rows of a file.
  ///
  /// - Throws: `Unlearnable` when there are no labels, or several an image; `TrainingError` when there is too little.
  init(_ activations: Activations) throws {
    guard case .single(let targets) = activations.targets else {
      throw Unlearnable(path: activations.path, reason: "its images have several labels each, and a head learns one")
    }
    guard targets.contains(where: { $0 >= 0 }) else {
      throw Unlearnable(path: activations.path, reason: "none of its images has a label")
    }
    let rows = activations.splits.indices
    try self.init(
      features: activations.features, targets: targets, classCount: activations.classes.count,
      trainingRows: rows.filter { activations.splits[$0] == .train },
      validationRows: rows.filter { activations.splits[$0] == .valid })
  }
}

/// Activations that no head can be trained on.
struct Unlearnable: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "cannot learn from \(path == "-" ? "standard input" : "'\(path)'"): \(reason)" }
}

extension EpochRecord {
  /// The record of an epoch.
  init(_ epoch: HeadTraining.Epoch) {
    self.init(
      epoch: epoch.number, cycle: epoch.cycle, trainingLoss: epoch.trainingLoss,
      validationLoss: epoch.validation?.loss, metrics: [("accuracy", epoch.validation?.accuracy)],
      learningRates: [epoch.learningRate], seconds: epoch.seconds, imagesPerSecond: epoch.imagesPerSecond)
  }
}
