public import Networks
public import Tensors

/// What a head learns from: a row of features an image, its classes, and which rows are for training and validation.
public struct LabelledFeatures: Sendable {
  /// Float32, [rows, features].
  public let features: Tensor
  /// The indexes of the classes of each row; `nil` for an image without a label, which is left out.
  public let labels: [[Int]?]
  /// How many classes a row can have.
  public let kind: LabelKind
  /// The number of classes.
  public let classCount: Int
  /// The rows to learn from, ascending.
  public let trainingRows: [Int]
  /// The rows to measure on, ascending; may be empty.
  public let validationRows: [Int]

  /// The number of rows that are for training or validation but have no label.
  public let unlabelledCount: Int

  /// Puts the parts together, for one class an image, and leaves out rows without a label.
  ///
  /// - Parameter targets: The class of each row; −1 for none.
  /// - Throws: `TrainingError` when they do not fit together or there is too little to learn from.
  public init(
    features: Tensor, targets: [Int], classCount: Int, trainingRows: [Int], validationRows: [Int]
  ) throws(TrainingError) {
    try self.init(
      features: features, labels: targets.map { $0 == -1 ? nil : [$0] }, kind: .single, classCount: classCount,
      trainingRows: trainingRows, validationRows: validationRows)
  }

  /// Puts the parts together and leaves out rows without a label.
  ///
  /// - Throws: `TrainingError` when they do not fit together or there is too little to learn from.
  public init(
    features: Tensor, labels: [[Int]?], kind: LabelKind, classCount: Int, trainingRows: [Int], validationRows: [Int]
  ) throws(TrainingError) {
    guard features.scalarType == .float32, features.shape.count == 2, features.shape[1] > 0 else {
      throw .features(shape: features.shape)
    }
    let rows = features.shape[0]
    guard labels.count == rows else { throw .rowCounts(features: rows, targets: labels.count) }
    guard classCount >= (kind == .single ? 2 : 1) else { throw .tooFewClasses(classCount) }
    let used = trainingRows + validationRows
    for row in used where !(0..<rows).contains(row) { throw .noSuchRow(row) }
    for row in used {
      for label in labels[row] ?? [] where !(0..<classCount).contains(label) {
        throw .noSuchClass(label, row: row, classes: classCount)
      }
    }
    self.features = features
    self.labels = labels
    self.kind = kind
    self.classCount = classCount
    self.trainingRows = trainingRows.filter { labels[$0] != nil }
    self.validationRows = validationRows.filter { labels[$0] != nil }
    unlabelledCount = used.count - self.trainingRows.count - self.validationRows.count
    guard self.trainingRows.count >= 2 else {
      throw .tooFewRows(labelled: self.trainingRows.count, all: trainingRows.count)
    }
    if let row = firstDamagedRow(of: self.trainingRows + self.validationRows) { throw .damagedRow(row) }
  }

  /// The number of features a row has.
  public var featureCount: Int { features.shape[1] }

  /// How many training rows each class has.
  public var trainingCounts: [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for row in trainingRows {
      for label in labels[row] ?? [] { counts[label] += 1 }
    }
    return counts
  }

  /// Copies the features of `rows` one after another to the front of `destination`.
  func gather(_ rows: ArraySlice<Int>, into destination: UnsafeMutablePointer<Float>) {
    let length = featureCount * MemoryLayout<Float>.stride
    features.withBytes { bytes in
      for (place, row) in rows.enumerated() {
        // Bytes, because a mapped file need not be aligned.
        let source = UnsafeRawBufferPointer(rebasing: bytes[row * length..<(row + 1) * length])
        UnsafeMutableRawBufferPointer(start: destination + place * featureCount, count: length).copyMemory(from: source)
      }
    }
  }

  private func firstDamagedRow(of rows: [Int]) -> Int? {
    let buffer = FloatBuffer(featureCount)
    return rows.first { row in
      gather([row], into: buffer.base)
      // A sum of x · 0 is zero unless one of them is infinite or not a number.
      var sum: Float = 0
      for index in 0..<featureCount { sum += buffer.base[index] * 0 }
      return sum != 0
    }
  }
}
