internal import Networks
internal import Workers

/// How good a head is on the validation rows.
public struct HeadEvaluation: Equatable, Sendable {
  /// The mean cross-entropy.
  public let loss: Double
  /// The part of the rows whose largest logit is that of their class.
  public let accuracy: Double

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
    accuracy = Double(parts.reduce(0) { $0 + $1.hits }) / Double(rows.count)
  }

  /// Returns the sum of the losses and the number of rows that are right.
  private static func measure(
    _ evaluator: HeadEvaluator, on data: LabelledFeatures, rows: ArraySlice<Int>
  ) -> (loss: Double, hits: Int) {
    var features = [Float](repeating: 0, count: rows.count * data.featureCount)
    data.gather(rows, into: &features)
    let logits = evaluator.logits(of: features)
    var sum = (loss: 0.0, hits: 0)
    for (place, row) in rows.enumerated() {
      let values = logits[place * data.classCount..<(place + 1) * data.classCount]
      sum.loss += CrossEntropy.loss(of: values, target: data.targets[row])
      sum.hits += Softmax.indexOfLargest(values) == data.targets[row] ? 1 : 0
    }
    return sum
  }
}
