import Foundation
import Metrics
import Records
import Testing

/// Compares with scikit-learn and SciPy (`Reference/make-reference.py`).
@Suite struct MetricsTests {
  private let reference: JSONObject
  private let matrix: ConfusionMatrix

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/metrics.json")
    reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: path))).object)
    var matrix = ConfusionMatrix(classes: try #require(reference["classes"]?.strings))
    let actual = try #require(reference["actual"]?.doubles)
    let predicted = try #require(reference["predicted"]?.doubles)
    for (actual, predicted) in zip(actual, predicted) { matrix.add(actual: Int(actual), predicted: Int(predicted)) }
    self.matrix = matrix
  }

  private func doubles(_ name: String) throws -> [Double] { try #require(reference[name]?.doubles) }

  @Test func matrixIsScikitLearns() throws {
    let counts = matrix.classes.indices.flatMap { actual in matrix.classes.indices.map { matrix[actual, $0] } }
    #expect(try counts.map(Double.init) == doubles("matrix"))
    #expect(matrix.total == 90)
    #expect(matrix.accuracy == reference["accuracy"]?.double)
  }

  @Test func scoresAreScikitLearns() throws {
    let scores = matrix.scores
    #expect(scores.map(\.name) == matrix.classes)
    #expect(try scores.map { Double($0.support) } == doubles("support"))
    for (name, values) in [
      ("precision", scores.map(\.precision)), ("recall", scores.map(\.recall)), ("f1", scores.map(\.f1)),
    ] {
      for (value, expected) in zip(values, try doubles(name)) { #expect(abs(value - expected) < 1e-15, "\(name)") }
    }
    // Neither there nor predicted: undefined, and so 0.
    #expect(scores.last.map { [$0.precision, $0.recall, $0.f1] } == [0, 0, 0])
  }

  @Test func logLossIsScikitLearns() throws {
    var logLoss = LogLoss()
    #expect(logLoss.value == nil)
    for probability in try doubles("probabilityOfActual") { logLoss.add(probability: probability) }
    #expect(logLoss.count == 90)
    // scikit-learn computes in float32 here.
    let expected = try #require(reference["logLoss"]?.double)
    #expect(abs(try #require(logLoss.value) - expected) < 1e-6)
    var fromLosses = LogLoss()
    for loss in [0.5, 1.5, .infinity] { fromLosses.add(loss: loss) }
    let clipped = 23 * 0.6931471805599453
    #expect(abs(try #require(fromLosses.value) - (2 + clipped) / 3) < 1e-12)
  }

  @Test func intervalIsSciPys() throws {
    for row in try #require(reference["intervals"]?.array).compactMap(\.doubles) {
      let interval = WilsonInterval(successes: Int(row[0]), count: Int(row[1]))
      #expect(abs(interval.lower - row[2]) < 1e-12 && abs(interval.upper - row[3]) < 1e-12, "\(row)")
    }
    let ofNothing = WilsonInterval(successes: 0, count: 0)
    #expect(ofNothing.lower == 0 && ofNothing.upper == 1)
  }

  @Test func mistakesAreSortedByCountThenNames() {
    var matrix = ConfusionMatrix(classes: ["b", "a", "B"])
    for (actual, predicted, count) in [(0, 1, 2), (1, 0, 2), (2, 0, 2), (1, 2, 2), (0, 2, 3), (1, 1, 9)] {
      for _ in 0..<count { matrix.add(actual: actual, predicted: predicted) }
    }
    #expect(
      matrix.mostConfused.map { "\($0.actual)\($0.predicted)\($0.count)" } == ["bB3", "Bb2", "aB2", "ab2", "ba2"])
  }
}
