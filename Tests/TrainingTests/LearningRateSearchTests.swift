import Networks
import Records
import Testing
import Training

@Suite struct LearningRateSearchTests {
  private let reference: Reference
  private let found: Reference
  private let data: LabelledFeatures

  init() throws {
    reference = try Reference.load()
    found = try Reference.load("search.json")
    data = try reference.data()
  }

  private func training(workers: Int = 1) throws -> HeadTraining {
    HeadTraining(
      Hyperparameters(
        learningRate: try reference.number("rate"), schedule: .constant(epochs: 3), batchSize: 8,
        seed: UInt64(try reference.number("seed")),
        optimizer: .gradientDescent(GradientDescent(momentum: 0.9, weightDecay: try reference.number("decay"))),
        workers: workers))
  }

  private func head() throws -> Head { try reference.head("initial", dropout: [0.25, 0.5]) }

  /// The same batches, masks, rates and end as PyTorch: float32 drifts a little while the steps grow.
  @Test func theCurveIsPyTorchs() throws {
    var seen: [LearningRateCurve.Point] = []
    let curve = try training().searchLearningRate(head(), on: data) { seen.append($0) }
    let rates = try found.doubles("rates")
    let losses = try #require(found.values["curves"]?.array?.first?.doubles)
    #expect(curve.points == seen && curve.plannedCount == 100)
    #expect(curve.points.map(\.batch) == Array(rates.indices))
    for (point, (rate, loss)) in zip(curve.points, zip(rates, losses)) {
      #expect(abs(point.learningRate / rate - 1) < 1e-12)
      #expect(abs(point.loss - loss) < (point.learningRate < 0.1 ? 1e-5 : 1e-2), "batch \(point.batch)")
    }
    #expect(curve.minimum.map { $0 / 10 } == curve.suggestion)
    #expect(abs(try #require(curve.minimum) / rates[try found.integers("minima")[0]] - 1) < 1e-12)
    #expect(abs(try #require(curve.valley) / rates[try found.integers("valleys")[0]] - 1) < 1e-12)
    #expect(!curve.endsFalling)
  }

  @Test func minimumAndValleyAreFastais() throws {
    let curves = try #require(found.values["curves"]?.array).compactMap(\.doubles)
    let minima = try found.integers("minima")
    let valleys = try found.integers("valleys")
    for (number, losses) in curves.enumerated() {
      let curve = Self.curve(losses)
      #expect(curve.minimum == Double(minima[number]) && curve.valley == Double(valleys[number]), "curve \(number)")
    }
  }

  /// A curve whose rates are the numbers of its batches.
  private static func curve(_ losses: [Double]) -> LearningRateCurve {
    LearningRateCurve(
      points: losses.enumerated().map { .init(batch: $0, learningRate: Double($0), loss: $1) }, plannedCount: 100)
  }

  @Test func fewPointsSuggestNothing() {
    let falling = (0..<100).map { 100 - Double($0) }
    for (count, suggests) in [(0, false), (12, false), (19, false), (20, true), (100, true)] {
      let curve = Self.curve(Array(falling.prefix(count)))
      #expect((curve.suggestion != nil) == suggests && (curve.valley != nil) == suggests, "\(count) points")
      #expect(curve.endsFalling == (count == 100))
    }
    let rising = Self.curve(falling.reversed())
    #expect(rising.minimum == 10 && rising.valley == nil && !rising.endsFalling)
  }

  /// `fit` ≡ search; `fit`.
  @Test func aSearchLeavesNothingBehind() throws {
    let alone = try training().fit(head(), on: data) { _ in }
    let start = try head()
    let curve = try training(workers: 2).searchLearningRate(start, on: data) { _ in }
    let again = try head()
    #expect(start == again)
    #expect(try training().fit(start, on: data) { _ in } == alone)
    #expect(try training(workers: 3).searchLearningRate(start, on: data) { _ in } == curve)
  }

  @Test func anExplosionEndsTheSearch() throws {
    let range = LearningRateRange(lowest: 1e20, highest: 1e30)
    let curve = try training().searchLearningRate(head(), on: data, range: range) { _ in }
    #expect(curve.points.count < 15 && curve.suggestion == nil)
    #expect(curve.points.allSatisfy { $0.loss.isFinite })
  }

  /// The multiples of fastai 0.7 (shared semantics §11): 1e-5 to 10 in 360 batches.
  @Test func ratesOfTheLesson() {
    let range = LearningRateRange()
    #expect(range.rate(batch: 0, of: 360) == 1e-5)
    #expect(abs(range.rate(batch: 1, of: 360) / 1e-5 - 1.03912230) < 1e-8)
    #expect(abs(range.rate(batch: 100, of: 360) - 4.6415888e-4) < 1e-11)
    #expect(abs(range.rate(batch: 359, of: 360) - 9.6235063) < 1e-7)
  }
}
