/// What a record is about, as its fields tell.
public enum RecordKind: String, Sendable, CaseIterable {
  /// A photograph of an index.
  case image
  /// What a model says about a photograph.
  case prediction
  /// An epoch of a training.
  case epoch
  /// A batch of a training that was only planned.
  case schedule
  /// A batch of a search for a learning rate.
  case curve
  /// What such a search came to.
  case curveSummary
  /// The figures of all predictions together, or of all tags.
  case confusionFigures
  /// A class with its row of the confusion matrix.
  case confusionClass
  /// A tag with its scores.
  case confusionTag
  /// A kind of mistake.
  case confusionPair

  /// Recognises a record; `nil` for one that none of the tools writes.
  public init?(of object: JSONObject) {
    func has(_ names: String...) -> Bool { names.allSatisfy { object[$0] != nil } }
    if has("path") {
      self = has("predicted") ? .prediction : .image
    } else if has("epoch", "trn_loss") {
      self = .epoch
    } else if has("batch", "epoch", "lr") {
      self = .schedule
    } else if has("batch", "lr", "loss") {
      self = .curve
    } else if has("suggestion", "minimum") {
      self = .curveSummary
    } else if has("images", "unlabelled") {
      self = .confusionFigures
    } else if has("class", "predicted") {
      self = .confusionClass
    } else if has("tag", "precision") {
      self = .confusionTag
    } else if has("label", "predicted", "count") {
      self = .confusionPair
    } else {
      return nil
    }
  }
}
