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
    let macro = try #require(tally.macro)
    expectEqual([macro.precision, macro.recall, macro.f1, macro.f2], try #require(reference["macro"]?.doubles))
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

  /// A macro score over the tags that happen to be named would be wrong, and nobody would know.
  @Test func macroScoresAreUnknownWhereTagsMayBeMissing() throws {
    typealias Row = (actual: [String], predicted: [String], probabilities: [String], classCount: Int?)
    func tally(_ records: [Row]) -> TagTally {
      records.reduce(into: TagTally()) { tally, record in
        tally.add(
          PredictionRecord(
            path: "a.jpg", split: nil, actual: .several(record.actual), predicted: .several(record.predicted),
            threshold: 0.2, confidence: 0, loss: nil,
            probabilities: record.probabilities.map { .init(name: $0, value: 0) }, classCount: record.classCount))
      }
    }
    let whole = tally([(["a"], ["a"], ["a", "b"], nil), (["b"], [], ["b", "a"], nil)])
    #expect(whole.macro?.recall == 0.5)
    for cut in [
      tally([(["a"], ["a"], ["a", "b"], 3), (["b"], [], ["b", "a"], 3)]),
      tally([(["a"], ["a"], ["a", "b"], nil), (["b"], [], ["b", "c"], nil)]),
      tally([(["a"], ["a"], ["a", "b"], nil), (["c"], [], ["b", "a"], nil)]),
      tally([(["a"], ["c"], ["a", "b"], nil)]), tally([(["a"], ["a"], [], nil)]),
    ] {
      #expect(cut.macro == nil && !cut.knowsAllTags)
    }
  }
}
