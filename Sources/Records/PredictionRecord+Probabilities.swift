internal import Glibc

extension PredictionRecord {
  /// Makes the prediction that follows from the probabilities of all classes.
  ///
  /// - Parameters:
  ///   - path: The path of the image.
  ///   - split: Its split, if it has one.
  ///   - label: What it shows, if it is known.
  ///   - classes: The names of the classes.
  ///   - probabilities: The probability of each; the first of the largest is predicted.
  ///   - top: How many probabilities to keep: the most probable ones, or all in the order of the classes.
  public init(
    path: String, split: Split?, label: String?, classes: Vocabulary, probabilities: [Double], top: Int = .max
  ) {
    precondition(probabilities.count == classes.classes.count && !probabilities.isEmpty)
    var order = Array(probabilities.indices)
    let best = order.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    if top < order.count {
      order.sort { probabilities[$0] == probabilities[$1] ? $0 < $1 : probabilities[$0] > probabilities[$1] }
      order = Array(order.prefix(top))
    }
    self.init(
      path: path, split: split, label: label, predicted: classes.classes[best], confidence: Float(probabilities[best]),
      // A probability that has become zero is taken for the smallest number above it, so that the loss is a number.
      loss: label.flatMap { classes.index(of: $0) }.map { index in
        Float(-log(max(probabilities[index], Double(Float.leastNonzeroMagnitude))))
      },
      probabilities: order.map { .init(name: classes.classes[$0], value: Float(probabilities[$0])) })
  }
}
