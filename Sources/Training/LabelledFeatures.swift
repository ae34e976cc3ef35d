internal import Networks
public import Tensors

/// What a head learns from: a row of features an image, and what the images show.
public struct LabelledFeatures: Sendable {
  /// Float32, [rows, features].
  public let features: Tensor
  /// The classes of each row, and which rows are for training and validation.
  public let images: LabelledImages

  /// Puts the parts together, for one class an image, and leaves out rows without a label.
  ///
  /// - Parameter targets: The class of each row; −1 for none.
  /// - Throws: `TrainingError` when they do not fit together or there is too little to learn from.
  public init(
    features: Tensor, targets: [Int], classCount: Int, trainingRows: [Int], validationRows: [Int]
  ) throws(TrainingError) {
    try LabelledFeatures.check(features, count: targets.count)
    try self.init(
      features: features,
      images: LabelledImages(
        labels: targets.map { $0 == -1 ? nil : [$0] }, kind: .single, classCount: classCount,
        trainingRows: trainingRows, validationRows: validationRows))
  }

  /// Puts the parts together.
  ///
  /// - Throws: `TrainingError` when they do not fit together, or a row is damaged.
  public init(features: Tensor, images: LabelledImages) throws(TrainingError) {
    try LabelledFeatures.check(features, count: images.labels.count)
    self.features = features
    self.images = images
    if let row = firstDamagedRow(of: images.trainingRows + images.validationRows) { throw .damagedRow(row) }
  }

  private static func check(_ features: Tensor, count: Int) throws(TrainingError) {
    guard features.scalarType == .float32, features.shape.count == 2, features.shape[1] > 0 else {
      throw .features(shape: features.shape)
    }
    guard count == features.shape[0] else { throw .rowCounts(features: features.shape[0], targets: count) }
  }

  /// The number of features a row has.
  public var featureCount: Int { features.shape[1] }

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
