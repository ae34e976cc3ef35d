import Foundation
import Metrics
import Records
import Testing

/// Against scikit-learn (`Reference/make-reliability.py`).
@Suite struct ReliabilityTests {
  private func prediction(_ confidence: Double, isRight: Bool?) -> PredictionRecord {
    PredictionRecord(
      path: "a.jpg", split: nil, actual: isRight.map { .one($0 ? "a" : "b") }, predicted: .one("a"),
      confidence: Float(confidence), loss: nil, probabilities: [])
  }

  @Test func rangesAreScikitLearns() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/reliability.json")
    let reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: path))).object)
    func doubles(_ name: String) throws -> [Double] { try #require(reference[name]?.doubles) }
    var reliability = Reliability()
    for (confidence, right) in zip(try doubles("confidence"), try doubles("right")) {
      reliability.add(prediction(confidence, isRight: right == 1))
    }
    let bins = reliability.bins.filter { $0.count > 0 }
    let (accuracy, mean) = (try doubles("accuracy"), try doubles("mean"))
    #expect(bins.count == accuracy.count && bins.count > 7)
    for (bin, expected) in zip(bins, accuracy) { #expect(abs(bin.accuracy - expected) < 1e-15) }
    for (bin, expected) in zip(bins, mean) { #expect(abs(bin.confidence - expected) < 1e-15) }
    let error = try #require(reliability.expectedCalibrationError)
    #expect(abs(error - (try #require(reference["error"]?.double))) < 1e-15)
  }

  @Test func whatSaysNothingIsLeftOut() {
    var reliability = Reliability()
    reliability.add(prediction(0.9, isRight: nil))
    reliability.add(prediction(.nan, isRight: true))
    #expect(reliability.count == 0 && reliability.expectedCalibrationError == nil)
  }
}
