/// Why a head cannot be trained.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The features are not float32 rows.
  case features(shape: [Int])
  /// There are not as many targets as rows.
  case rowCounts(features: Int, targets: Int)
  /// One class or none: nothing to tell apart.
  case tooFewClasses(Int)
  /// A row that is not there.
  case noSuchRow(Int)
  /// A target that is not a class.
  case noSuchClass(Int, row: Int, classes: Int)
  /// Batch norm needs two rows.
  case tooFewRows(labelled: Int, all: Int)
  /// A feature that is infinite or not a number.
  case damagedRow(Int)
  /// The training diverged; both numbers count from 1.
  case lossNotFinite(epoch: Int, batch: Int)
  /// The validation loss is infinite or not a number; the epoch counts from 1.
  case validationLossNotFinite(epoch: Int)

  /// The sentence, without the tool's name.
  public var description: String {
    switch self {
    case .features(let shape): "features of shape \(shape) are not float32 rows"
    case .rowCounts(let features, let targets): "\(features) rows of features, but \(targets) targets"
    case .tooFewClasses(let count): "\(count == 1 ? "one class only" : "no classes"): there is nothing to tell apart"
    case .noSuchRow(let row): "there is no row \(row)"
    case .noSuchClass(let target, let row, let classes):
      "row \(row) is of class \(target), but there are \(classes) classes"
    case .tooFewRows(let labelled, let all):
      labelled == all
        ? "\(all == 1 ? "one image" : "\(all) images") of the split 'train': at least two are needed"
        : "\(labelled) of \(all) training images have a label: at least two are needed"
    case .damagedRow(let row): "the features of row \(row) are not all finite numbers"
    case .lossNotFinite(let epoch, let batch):
      "the loss is no longer a finite number (epoch \(epoch), batch \(batch)): try a lower learning rate"
    case .validationLossNotFinite(let epoch):
      "the validation loss is no longer a finite number (epoch \(epoch)): try a lower learning rate"
    }
  }
}
