import Foundation
import Metrics
import Records
import Testing

/// Against NumPy (`Reference/make-ranking.py`).
@Suite struct PredictionRankingTests {
  private let reference: JSONObject

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/ranking.json")
    reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: path))).object)
  }

  private func predictions(_ object: JSONObject) throws -> [PredictionRecord] {
    try #require(object["records"]?.array).map { try PredictionRecord(#require($0.object)) }
  }

  @Test(
    arguments: ["four", "two", "tags"],
    [
      ("incorrect", PredictionRanking.mostIncorrect), ("correct", .mostCorrect), ("uncertain", .mostUncertain),
    ])
  func ordersAreNumPys(kind: String, order: (name: String, ranking: PredictionRanking)) throws {
    let object = try #require(reference[kind]?.object)
    let expected = try #require(object[order.name]?.doubles).map { "\(Int($0)).jpg" }
    #expect(expected.count > 5)
    var predictions = try predictions(object)
    #expect(order.ranking.choose(.max, of: predictions).map(\.path) == expected)
    #expect(order.ranking.choose(3, of: predictions).map(\.path) == Array(expected.prefix(3)))
    guard kind != "tags" else { return }
    // The probability of the label says what a loss says.
    for place in predictions.indices { predictions[place].loss = nil }
    #expect(order.ranking.choose(.max, of: predictions).map(\.path) == expected)
  }

  @Test func nearestTagIsNumPys() throws {
    let object = try #require(reference["tags"]?.object)
    let expected = try #require(object["nearest"]?.strings)
    #expect(try predictions(object).map { $0.nearestToThreshold?.name } == expected)
  }

  @Test func whatIsNotKnownComesLast() throws {
    let object = try #require(reference["tags"]?.object)
    var predictions = try predictions(object)
    predictions[0].threshold = nil
    predictions[1].probabilities = []
    for place in [2, 3, 4] { predictions[place].loss = nil }
    #expect(
      Set(PredictionRanking.mostUncertain.choose(.max, of: predictions).suffix(2).map(\.path)) == ["0.jpg", "1.jpg"])
    #expect(predictions[0].nearestToThreshold == nil && predictions[1].nearestToThreshold == nil)
    let unknown = predictions[2...4]
    for (ranking, isRight) in [(PredictionRanking.mostCorrect, true), (.mostIncorrect, false)] {
      let last = unknown.filter { $0.isRight == isRight }.map(\.path)
      #expect(Array(ranking.choose(.max, of: predictions).map(\.path).suffix(last.count)) == last)
    }
  }

  @Test func randomOnesDependOnSeedAndPathsOnly() throws {
    let predictions = try predictions(#require(reference["four"]?.object))
    func paths(_ seed: UInt64, _ predictions: [PredictionRecord]) -> [String] {
      PredictionRanking.random(seed: seed).choose(10, of: predictions).map(\.path)
    }
    #expect(paths(1, predictions) == paths(1, predictions.reversed()))
    #expect(paths(1, predictions) != paths(2, predictions))
    // Leaving an image out moves none of the others.
    let first = paths(1, predictions)
    #expect(paths(1, predictions.filter { $0.path != first[0] }).starts(with: first.dropFirst()))
  }
}
