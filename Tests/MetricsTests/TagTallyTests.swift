import Foundation
import Metrics
import Records
import Testing

/// Against scikit-learn (`Reference/make-tags.py`).
@Suite struct TagTallyTests {
  @Test func scoresAreScikitLearns() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tags.json")
    let reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: path))).object)
    let names = try #require(reference["names"]?.strings)
    func rows(_ key: String) throws -> [[Double]] {
      try #require(reference[key]?.array).map { try #require($0.doubles) }
    }
    var tally = TagTally()
    for (actual, predicted) in zip(try rows("actual"), try rows("predicted")) {
      func named(_ indexes: [Double]) -> ClassNames { .several(indexes.map { names[Int($0)] }) }
      tally.add(
        PredictionRecord(
          path: "a.jpg", split: .valid, actual: named(actual), predicted: named(predicted), threshold: 0.2,
          confidence: 0, loss: nil, probabilities: names.map { .init(name: $0, value: 0) }))
    }
    func scores(_ counts: TagCounts) -> [Double] { [counts.precision, counts.recall, counts.f1, counts.f2] }
    func expectEqual(_ found: [Double], _ expected: some Sequence<Double>) {
      for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-12) }
    }
    expectEqual([tally.f2], [try #require(reference["f2"]?.double)])
    expectEqual(scores(tally.total), try #require(reference["micro"]?.doubles))
    let tags = try rows("tags")
    #expect(tally.tags.map(\.name) == ["Water", "agriculture", "clear", "never", "primary"])
    for (name, counts) in tally.tags {
      let expected = tags[try #require(names.firstIndex(of: name))]
      expectEqual(scores(counts), expected)
      let cells = [counts.truePositives, counts.falsePositives, counts.falseNegatives]
      #expect(cells == expected.dropFirst(4).map { Int($0) })
    }
    #expect(tally.labelledCount == 40)
    #expect(tally.loss == nil)
  }
}
