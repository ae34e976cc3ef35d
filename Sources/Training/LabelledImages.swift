public import Networks

/// What each image shows, and which images are for training and validation.
public struct LabelledImages: Sendable {
  /// The indexes of the classes of each image; `nil` for an image without a label, which is left out.
  public let labels: [[Int]?]
  /// How many classes an image can have.
  public let kind: LabelKind
  /// The number of classes.
  public let classCount: Int
  /// The images to learn from, ascending.
  public let trainingRows: [Int]
  /// The images to measure on, ascending; may be empty.
  public let validationRows: [Int]
  /// The number of images that are for training or validation but have no label.
  public let unlabelledCount: Int

  /// Puts the parts together and leaves out images without a label.
  ///
  /// - Throws: `TrainingError` when they do not fit together or there is too little to learn from.
  public init(
    labels: [[Int]?], kind: LabelKind, classCount: Int, trainingRows: [Int], validationRows: [Int]
  ) throws(TrainingError) {
    guard classCount >= (kind == .single ? 2 : 1) else { throw .tooFewClasses(classCount) }
    let used = trainingRows + validationRows
    for row in used where !labels.indices.contains(row) { throw .noSuchRow(row) }
    for row in used {
      for label in labels[row] ?? [] where !(0..<classCount).contains(label) {
        throw .noSuchClass(label, row: row, classes: classCount)
      }
    }
    self.labels = labels
    self.kind = kind
    self.classCount = classCount
    self.trainingRows = trainingRows.filter { labels[$0] != nil }
    self.validationRows = validationRows.filter { labels[$0] != nil }
    unlabelledCount = used.count - self.trainingRows.count - self.validationRows.count
    guard self.trainingRows.count >= 2 else {
      throw .tooFewRows(labelled: self.trainingRows.count, all: trainingRows.count)
    }
  }

  /// How many training images each class has.
  public var trainingCounts: [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for row in trainingRows {
      for label in labels[row] ?? [] { counts[label] += 1 }
    }
    return counts
  }
}
