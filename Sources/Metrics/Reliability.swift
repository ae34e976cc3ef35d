public import Records

/// How often predictions are right, by how sure they are of it.
///
/// Predictions of one class an image are put into ten ranges of equal width by their confidence, the largest probability, each
/// range without its lower end, as `sklearn.calibration.calibration_curve(strategy="uniform")` does.
public struct Reliability: Equatable, Sendable {
  /// The predictions of one range.
  public struct Bin: Equatable, Sendable {
    /// How many they are.
    public internal(set) var count = 0
    /// How many of them are right.
    public internal(set) var correct = 0
    var confidenceSum = 0.0

    /// The part that is right; 0 without predictions.
    public var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }
    /// How sure they are, on the mean; 0 without predictions.
    public var confidence: Double { count == 0 ? 0 : confidenceSum / Double(count) }
  }

  /// The ranges, from the least to the most sure.
  public private(set) var bins = [Bin](repeating: Bin(), count: 10)

  /// Begins with nothing.
  public init() {}

  /// Takes in a prediction; one without label or confidence, or of several classes, says nothing here.
  public mutating func add(_ prediction: PredictionRecord) {
    guard case .one = prediction.predicted, let isRight = prediction.isRight, prediction.confidence.isFinite else {
      return
    }
    let confidence = Double(prediction.confidence)
    let place = (1..<bins.count).count { Double($0) * 0.1 < confidence }
    bins[place].count += 1
    bins[place].correct += isRight ? 1 : 0
    bins[place].confidenceSum += confidence
  }

  /// The number of predictions.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error: the mean distance of accuracy from confidence, each range by its predictions (Guo and
  /// others, "On calibration of modern neural networks", ICML 2017); `nil` without predictions.
  public var expectedCalibrationError: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidenceSum) } / Double(count)
  }
}
