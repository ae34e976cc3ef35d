internal import Files
internal import Inference
internal import Records
internal import Training

extension LabelledFeatures {
  /// Takes the labelled rows of a file.
  ///
  /// - Throws: `Unlearnable` when there are no labels, several an image, or too few images.
  init(_ activations: Activations) throws(Unlearnable) {
    guard case .single(let targets) = activations.targets else {
      throw Unlearnable(path: activations.path, reason: "its images have several labels each, and a head learns one")
    }
    guard targets.contains(where: { $0 >= 0 }) else {
      throw Unlearnable(path: activations.path, reason: "none of its images has a label")
    }
    let rows = activations.splits.indices
    do throws(TrainingError) {
      try self.init(
        features: activations.features, targets: targets, classCount: activations.classes.count,
        trainingRows: rows.filter { activations.splits[$0] == .train },
        validationRows: rows.filter { activations.splits[$0] == .valid })
    } catch {
      throw Unlearnable(path: activations.path, reason: error.description)
    }
  }
}

/// Activations that no head can be trained on.
struct Unlearnable: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "cannot learn from \(StandardStream.inputName(path)): \(reason)" }
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
