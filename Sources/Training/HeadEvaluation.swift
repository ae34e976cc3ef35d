internal import Metrics
internal import Networks
internal import Workers

/// How good a head is on the validation rows.
public struct HeadEvaluation: Equatable, Sendable {
  /// The mean loss, without class weights and label smoothing, so that trainings can be compared.
  public let loss: Double
  /// The part of the rows whose largest logit is that of their class; `nil` where a row can have several.
  public let accuracy: Double?
  /// The F2 score, where a row can have several classes, and the threshold that reaches it.
  public let tags: TagScore?

  /// The best F2 score, and the threshold above which a tag counts as predicted there.
  public struct TagScore: Equatable, Sendable {
    public let f2: Double
    public let threshold: Double
  }

  private static let chunk = 64

  /// Measures `head` on the validation rows of `data`; `nil` when there are none.
  init?(of head: Head, on data: LabelledFeatures, team: WorkerTeam) {
    let rows = data.validationRows
    guard !rows.isEmpty else { return nil }
    let evaluator = HeadEvaluator(head)
    let starts = Array(stride(from: 0, to: rows.count, by: HeadEvaluation.chunk))
    let parts = team.map(starts.count) { number in
      let start = starts[number]
      return HeadEvaluation.measure(
        evaluator, on: data, rows: rows[start..<min(start + HeadEvaluation.chunk, rows.count)])
    }
    loss = parts.reduce(0) { $0 + $1.loss } / Double(rows.count)
    accuracy = data.kind == .single ? Double(parts.reduce(0) { $0 + $1.hits }) / Double(rows.count) : nil
    let scores = parts.reduce(into: FBeta()) { $0.add($1.scores) }
    tags = scores.best.map { TagScore(f2: $0.score, threshold: $0.threshold) }
  }

  /// Returns the sum of the losses, the number of rows that are right, and the scores of tags.
  private static func measure(
    _ evaluator: HeadEvaluator, on data: LabelledFeatures, rows: ArraySlice<Int>
  ) -> (loss: Double, hits: Int, scores: FBeta) {
    var features = [Float](repeating: 0, count: rows.count * data.featureCount)
    data.gather(rows, into: &features)
    let logits = evaluator.logits(of: features)
    var sum = (loss: 0.0, hits: 0, scores: FBeta())
    for (place, row) in rows.enumerated() {
      let values = logits[place * data.classCount..<(place + 1) * data.classCount]
      let labels = data.labels[row] ?? []
      sum.loss += TrainingLoss.value(of: values, labels: labels, kind: data.kind)
      switch data.kind {
      case .single: sum.hits += Softmax.indexOfLargest(values) == labels[0] ? 1 : 0
      case .several: sum.scores.add(probabilities: values.map(Sigmoid.probability), labels: labels)
      }
    }
    return sum
  }
}
