internal import Networks

/// The negative logarithm of the probability that a softmax gives to the true class.
public enum CrossEntropy {
  /// Returns the loss of one row of logits.
  public static func loss(of logits: some Collection<Float>, target: Int) -> Double {
    -Softmax.logarithms(of: logits)[target]
  }

  /// Replaces logits by the gradient of the mean loss, (softmax − one-hot) / rows, and returns that mean.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], row by row.
  ///   - targets: The true class of each row.
  static func replaceByGradient(_ logits: UnsafeMutableBufferPointer<Float>, targets: [Int]) -> Double {
    let classes = logits.count / targets.count
    var total = 0.0
    for (row, target) in targets.enumerated() {
      let range = row * classes..<(row + 1) * classes
      let logarithms = Softmax.logarithms(of: logits[range])
      total -= logarithms[target]
      for (index, logarithm) in logarithms.enumerated() {
        let difference = Softmax.probability(logarithm) - (index == target ? 1 : 0)
        logits[range.lowerBound + index] = Float(difference / Double(targets.count))
      }
    }
    return total / Double(targets.count)
  }
}
