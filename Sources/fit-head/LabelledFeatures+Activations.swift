internal import Files
internal import Inference
internal import Networks
internal import Records
internal import Training

extension LabelledFeatures {
  /// Takes the labelled rows of a file.
  ///
  /// Of several labels an image, an empty list is one that counts; a row that is not a number has no list.
  ///
  /// - Throws: `Unlearnable` when there are no labels or too few images.
  init(_ activations: Activations) throws(Unlearnable) {
    let labels: [[Int]?]
    let kind: LabelKind
    switch activations.targets {
    case .single(let targets):
      kind = .single
      labels = targets.map { $0 < 0 ? nil : [$0] }
    case .several(let values, let classCount):
      kind = .several
      labels = activations.splits.indices.map { row in
        let row = values[row * classCount..<(row + 1) * classCount]
        return row.contains(where: \.isNaN) ? nil : row.indices.filter { row[$0] > 0 }.map { $0 - row.startIndex }
      }
    }
    guard labels.contains(where: { $0.map { !$0.isEmpty } ?? false }) else {
      throw Unlearnable(path: activations.path, reason: "none of its images has a label")
    }
    let rows = activations.splits.indices
    do throws(TrainingError) {
      try self.init(
        features: activations.features, labels: labels, kind: kind, classCount: activations.classes.count,
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
  /// The record of an epoch of training on labels of this kind.
  init(_ epoch: HeadTraining.Epoch, _ kind: LabelKind) {
    let validation = epoch.validation
    self.init(
      epoch: epoch.number, cycle: epoch.cycle, trainingLoss: epoch.trainingLoss, validationLoss: validation?.loss,
      metrics: kind == .single
        ? [("accuracy", validation?.accuracy)]
        : [("f2", validation?.tags?.f2), ("threshold", validation?.tags?.threshold)],
      learningRates: [epoch.learningRate], seconds: epoch.seconds, imagesPerSecond: epoch.imagesPerSecond)
  }
}
