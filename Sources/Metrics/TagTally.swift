internal import Files
public import Records

/// Adds predictions of tags, any number an image, up to what can be said about all of them.
public struct TagTally: Sendable {
  private var counts: [ExactText: TagCounts] = [:]
  private var lastNames: [ExactText]?
  /// Whether each record had the probabilities of the same tags, and no other was named, so that none is missing here.
  public private(set) var knowsAllTags = true
  private var f2Sum = 0.0
  private var lossSum = 0.0
  private var lossCount = 0
  /// The thresholds that tags were predicted above, without repetitions.
  public private(set) var thresholds: Set<Double> = []
  /// The number of images whose tags are known.
  public private(set) var labelledCount = 0
  /// The number of images whose tags are not known, of which nothing can be said.
  public private(set) var unlabelledCount = 0

  /// Begins with nothing.
  public init() {}

  /// Takes in one prediction.
  public mutating func add(_ prediction: PredictionRecord) {
    addNames(of: prediction)
    guard let actual = prediction.actual?.keys else {
      unlabelledCount += 1
      return
    }
    labelledCount += 1
    let predicted = prediction.predicted.keys
    for name in actual.union(predicted) {
      if counts[name] == nil { knowsAllTags = false }
      counts[name, default: TagCounts()].add(isActual: actual.contains(name), isPredicted: predicted.contains(name))
    }
    f2Sum += FBeta.score(
      truePositives: actual.intersection(predicted).count, predicted: predicted.count, actual: actual.count)
    if let loss = prediction.loss {
      lossSum += Double(loss)
      lossCount += 1
    }
    if let threshold = prediction.threshold { thresholds.insert(threshold) }
  }

  /// Takes in which tags there are.
  private mutating func addNames(of prediction: PredictionRecord) {
    let names = prediction.probabilities.map { ExactText($0.name) }
    if names.isEmpty || prediction.lacksProbabilities { knowsAllTags = false }
    // Mostly the same names in the same order: a comparison is faster than sets.
    guard names != lastNames else { return }
    if let lastNames, Set(names) != Set(lastNames) { knowsAllTags = false }
    for name in names where counts[name] == nil { counts[name] = TagCounts() }
    lastNames = names
  }

  /// The F2 score of each image, averaged over the images (scikit-learn's `average="samples"`).
  public var f2: Double { labelledCount == 0 ? 0 : f2Sum / Double(labelledCount) }

  /// The mean loss; `nil` when an image's is not known.
  public var loss: Double? {
    lossCount == labelledCount && lossCount > 0 ? lossSum / Double(lossCount) : nil
  }

  /// The counts of each tag that was named, sorted by code point.
  public var tags: [(name: String, counts: TagCounts)] {
    counts.sorted { Vocabulary.precedes($0.key.text, $1.key.text) }.map { ($0.key.text, $0.value) }
  }

  /// The means of the tags' scores, scikit-learn's `average="macro"`; `nil` where it is not known which tags there are.
  public var macro: TagScores? {
    let tags = tags
    guard knowsAllTags, !tags.isEmpty else { return nil }
    func mean(_ score: KeyPath<TagCounts, Double>) -> Double {
      tags.reduce(0) { $0 + $1.counts[keyPath: score] } / Double(tags.count)
    }
    return TagScores(precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), f2: mean(\.f2))
  }

  /// The counts of all tags together: the scores of them are scikit-learn's `average="micro"`.
  public var total: TagCounts { counts.values.reduce(into: TagCounts()) { $0.add($1) } }
}

/// How well tags were found, averaged over them.
public struct TagScores: Equatable, Sendable {
  /// The part of what was predicted that is there.
  public let precision: Double
  /// The part of what is there that was predicted.
  public let recall: Double
  /// The harmonic mean of precision and recall.
  public let f1: Double
  /// The mean in which recall counts more.
  public let f2: Double
}

/// How often one tag was predicted where it is, where it is not, and missed.
public struct TagCounts: Equatable, Sendable {
  /// Predicted, and there.
  public private(set) var truePositives = 0
  /// Predicted, and not there.
  public private(set) var falsePositives = 0
  /// There, and not predicted.
  public private(set) var falseNegatives = 0

  init() {}

  mutating func add(isActual: Bool, isPredicted: Bool) {
    switch (isActual, isPredicted) {
    case (true, true): truePositives += 1
    case (false, true): falsePositives += 1
    case (true, false): falseNegatives += 1
    case (false, false): break
    }
  }

  mutating func add(_ other: TagCounts) {
    truePositives += other.truePositives
    falsePositives += other.falsePositives
    falseNegatives += other.falseNegatives
  }

  /// The number of images that have the tag.
  public var support: Int { truePositives + falseNegatives }
  /// The part of what was predicted that is there; what is undefined is 0, as in scikit-learn.
  public var precision: Double { ratio(truePositives, truePositives + falsePositives) }
  /// The part of what is there that was predicted.
  public var recall: Double { ratio(truePositives, support) }
  /// The harmonic mean of precision and recall.
  public var f1: Double { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
  /// The mean in which recall counts more.
  public var f2: Double {
    FBeta.score(truePositives: truePositives, predicted: truePositives + falsePositives, actual: support)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
