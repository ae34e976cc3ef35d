internal import Metrics
internal import Networks
internal import Workers

/// How good a head is on validation images.
public struct Evaluation: Equatable, Sendable {
  /// The mean loss, without class weights and label smoothing, so that trainings can be compared.
  public let loss: Double
  /// The part of the images whose largest logit is that of their class; `nil` where an image can have several.
  public let accuracy: Double?
  /// The F2 score, where an image can have several classes, and the threshold that reaches it.
  public let tags: TagScore?

  /// The best F2 score, and the threshold above which a tag counts as predicted there.
  public struct TagScore: Equatable, Sendable {
    public let f2: Double
    public let threshold: Double
  }

  private static let chunk = 64

  /// Measures `head` on the validation rows of `data`; `nil` when there are none.
  init?(of head: Head, on data: LabelledFeatures, team: WorkerTeam) {
    let rows = data.images.validationRows
    let evaluator = HeadEvaluator(head)
    let starts = Array(stride(from: 0, to: rows.count, by: Evaluation.chunk))
    let parts = team.map(starts.count) { number in
      let rows = rows[starts[number]..<min(starts[number] + Evaluation.chunk, rows.count)]
      var features = [Float](repeating: 0, count: rows.count * data.featureCount)
      data.gather(rows, into: &features)
      var tally = EvaluationTally(data.images.kind)
      tally.add(logits: evaluator.logits(of: features), labels: rows.map { data.images.labels[$0] ?? [] })
      return tally
    }
    self.init(parts.reduce(into: EvaluationTally(data.images.kind)) { $0.add($1) })
  }

  /// Takes the means of a tally; `nil` when nothing was counted.
  init?(_ tally: EvaluationTally) {
    guard tally.count > 0 else { return nil }
    loss = tally.loss / Double(tally.count)
    accuracy = tally.kind == .single ? Double(tally.hits) / Double(tally.count) : nil
    tags = tally.scores.best.map { TagScore(f2: $0.score, threshold: $0.threshold) }
  }
}

/// What is counted image by image.
struct EvaluationTally {
  let kind: LabelKind
  private(set) var count = 0
  private(set) var loss = 0.0
  private(set) var hits = 0
  private(set) var scores = FBeta()

  init(_ kind: LabelKind) { self.kind = kind }

  /// Counts images with their logits, [labels.count, classes], and the indexes of their classes.
  mutating func add(logits: [Float], labels: [[Int]]) {
    let classCount = logits.count / labels.count
    for (row, labels) in labels.enumerated() {
      let values = logits[row * classCount..<(row + 1) * classCount]
      count += 1
      loss += TrainingLoss.value(of: values, labels: labels, kind: kind)
      switch kind {
      case .single: hits += Softmax.indexOfLargest(values) == labels[0] ? 1 : 0
      case .several: scores.add(probabilities: values.map(Sigmoid.probability), labels: labels)
      }
    }
  }

  /// Counts what another tally counted.
  mutating func add(_ other: EvaluationTally) {
    count += other.count
    loss += other.loss
    hits += other.hits
    scores.add(other.scores)
  }
}
