/// Counts how often each class was taken for each other.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The names of the classes, in the order of rows and columns.
  public let classes: [String]
  private var counts: [UInt32]

  /// Begins with zeros.
  public init(classes: [String]) {
    self.classes = classes
    counts = Array(repeating: 0, count: classes.count * classes.count)
  }

  /// How many images of class `actual` were predicted to be of class `predicted`.
  public subscript(actual: Int, predicted: Int) -> Int { Int(counts[actual * classes.count + predicted]) }

  /// Counts one more image, or `count` more.
  public mutating func add(actual: Int, predicted: Int, count: Int = 1) {
    counts[actual * classes.count + predicted] += UInt32(count)
  }

  /// The number of images.
  public var total: Int { counts.reduce(0) { $0 + Int($1) } }

  /// The number of images whose class was predicted.
  public var correct: Int { classes.indices.reduce(0) { $0 + self[$1, $1] } }

  /// The part of the images whose class was predicted; 0 without images.
  public var accuracy: Double { ratio(correct, total) }

  /// Precision, recall and F1 of each class.
  public var scores: [ClassScores] {
    classes.indices.map { index in
      let actual = classes.indices.reduce(0) { $0 + self[index, $1] }
      let predicted = classes.indices.reduce(0) { $0 + self[$1, index] }
      let both = self[index, index]
      return ClassScores(
        name: classes[index], precision: ratio(both, predicted), recall: ratio(both, actual),
        f1: ratio(2 * both, actual + predicted), support: actual)
    }
  }

  /// The mistakes that were made, the most frequent first; among equals by the names, actual first.
  public var mostConfused: [ConfusedPair] {
    var pairs: [ConfusedPair] = []
    for actual in classes.indices {
      for predicted in classes.indices where actual != predicted && self[actual, predicted] > 0 {
        pairs.append(
          ConfusedPair(actual: classes[actual], predicted: classes[predicted], count: self[actual, predicted]))
      }
    }
    return pairs.sorted { first, second in
      if first.count != second.count { return first.count > second.count }
      if first.actual != second.actual { return precedes(first.actual, second.actual) }
      return precedes(first.predicted, second.predicted)
    }
  }

  private func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}

/// How well one class was found; what is undefined is 0, as in scikit-learn.
public struct ClassScores: Equatable, Sendable {
  /// The name of the class.
  public let name: String
  /// The part of what was predicted as this class that was it.
  public let precision: Double
  /// The part of this class that was predicted as it.
  public let recall: Double
  /// The harmonic mean of precision and recall.
  public let f1: Double
  /// The number of images of this class.
  public let support: Int
}

/// A class that was taken for another.
public struct ConfusedPair: Equatable, Sendable {
  /// What the images show.
  public let actual: String
  /// What they were taken for.
  public let predicted: String
  /// How many.
  public let count: Int

  init(actual: String, predicted: String, count: Int) {
    self.actual = actual
    self.predicted = predicted
    self.count = count
  }
}

private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
