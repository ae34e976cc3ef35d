internal import Files
public import Records

/// Adds predictions up to what can be said about all of them.
public struct PredictionTally: Sendable {
  private struct Pair: Hashable {
    let actual: ExactText
    let predicted: ExactText
  }

  private var counts: [Pair: Int] = [:]
  private var names: Set<ExactText> = []
  private var lastProbabilities: [ExactText] = []
  /// The log loss over the images whose true class has a known probability.
  public private(set) var logLoss = LogLoss()
  /// The number of images with a label.
  public private(set) var labelledCount = 0
  /// The number of images without a label, of which nothing can be said.
  public private(set) var unlabelledCount = 0

  /// Begins with nothing.
  public init() {}

  /// Takes in one prediction.
  public mutating func add(_ prediction: PredictionRecord) {
    // Mostly the same names in the same order: a comparison is faster than so many insertions.
    let probabilities = prediction.probabilities.map { ExactText($0.name) }
    if probabilities != lastProbabilities {
      names.formUnion(probabilities)
      lastProbabilities = probabilities
    }
    guard case .one(let label)? = prediction.actual, case .one(let predicted) = prediction.predicted else {
      unlabelledCount += 1
      return
    }
    labelledCount += 1
    counts[Pair(actual: ExactText(label), predicted: ExactText(predicted)), default: 0] += 1
    if let probability = prediction.probabilities.first(where: { $0.name.isExactly(label) }) {
      logLoss.add(probability: Double(probability.value))
    } else if let loss = prediction.loss {
      logLoss.add(loss: Double(loss))
    }
  }

  /// The most classes of a matrix, whose memory grows with their square.
  public static let classLimit = 10_000

  /// The number of classes that were named.
  public var classCount: Int { allNames.count }

  private var allNames: Set<ExactText> { names.union(counts.keys.flatMap { [$0.actual, $0.predicted] }) }

  /// The counts of all labels against all predictions, over all classes that were named, sorted by code point.
  ///
  /// - Precondition: There are at most `classLimit` classes.
  public var matrix: ConfusionMatrix {
    let vocabulary = Vocabulary(sorting: allNames)
    var matrix = ConfusionMatrix(classes: vocabulary.classes)
    for (pair, count) in counts {
      guard let actual = vocabulary.index(of: pair.actual.text),
        let predicted = vocabulary.index(of: pair.predicted.text)
      else {
        continue
      }
      matrix.add(actual: actual, predicted: predicted, count: count)
    }
    return matrix
  }
}
