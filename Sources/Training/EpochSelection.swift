/// Which epoch of a training is kept, and for how long a better one is waited for.
public struct EpochSelection: Equatable, Sendable {
  /// What epochs are compared by.
  public enum Metric: String, CaseIterable, Sendable {
    /// The part of the validation images that are right: the higher the better; among equals the lower loss.
    case accuracy
    /// The F2 score of tags, likewise.
    case f2
    /// The validation loss: the lower the better.
    case loss = "val_loss"
  }

  /// What epochs are compared by.
  public var metric: Metric
  /// The training ends after so many epochs without a better one; `nil` when it does not.
  public var patience: Int?

  /// Chooses.
  public init(_ metric: Metric, patience: Int? = nil) {
    self.metric = metric
    self.patience = patience
  }
}

/// The best epoch so far.
struct BestEpoch: Equatable, Sendable {
  /// Its score, the higher the better, and its validation loss; `nil` before the first epoch.
  var best: Score?
  /// The number of epochs since.
  var epochsSince = 0

  struct Score: Equatable, Sendable {
    var score: Double
    var loss: Double
  }

  /// Whether no better epoch came for as long as was to be waited.
  func isOutOfPatience(_ selection: EpochSelection?) -> Bool { selection?.patience.map { epochsSince >= $0 } ?? false }

  /// Takes in an epoch and returns whether it is the best so far; never where none is selected.
  mutating func add(_ validation: Evaluation?, _ selection: EpochSelection?) -> Bool {
    guard let selection, let validation else { return false }
    let score =
      switch selection.metric {
      case .accuracy: validation.accuracy ?? 0
      case .f2: validation.tags?.f2 ?? 0
      case .loss: -validation.loss
      }
    let isBest = best.map { score > $0.score || score == $0.score && validation.loss < $0.loss } ?? true
    if isBest { best = Score(score: score, loss: validation.loss) }
    epochsSince = isBest ? 0 : epochsSince + 1
    return isBest
  }
}
