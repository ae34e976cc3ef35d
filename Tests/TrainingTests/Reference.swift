import Foundation
import Networks
import Records
import Tensors
import Testing
import Training

/// What PyTorch computed in float64 (`Reference/make-*.py`).
struct Reference {
  let values: JSONObject

  static func load(_ name: String = "training.json") throws -> Reference {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/\(name)")
    let value = try JSONValue(parsing: Array(Data(contentsOf: path)))
    return Reference(values: try #require(value.object))
  }

  func doubles(_ name: String) throws -> [Double] { try #require(values[name]?.doubles) }
  func integers(_ name: String) throws -> [Int] { try doubles(name).map { Int($0) } }
  func number(_ name: String) throws -> Double { try #require(values[name]?.double) }

  /// The layers of a head, or the gradients of one, as they stand in the file.
  func layers(_ name: String) throws -> [JSONObject] { try #require(values[name]?.array).compactMap(\.object) }

  /// The features of rows, one after another.
  func features(_ rows: [Int]) throws -> [Float] {
    let all = try doubles("features").map { Float($0) }
    let count = all.count / (try integers("targets").count)
    return rows.flatMap { all[$0 * count..<($0 + 1) * count] }
  }

  /// A head as it stands in the file.
  func head(_ name: String, dropout: [Double]) throws -> Head {
    let layers = try layers(name)
    return Head(
      layers: try zip(layers, dropout).map { layer, dropout in
        func read(_ name: String) throws -> [Float] { try #require(layer[name]?.doubles).map { Float($0) } }
        return Head.Layer(
          batchNorm: Head.BatchNorm(
            weight: try read("gamma"), bias: try read("beta"), runningMean: try read("mean"),
            runningVariance: try read("variance")),
          dropout: dropout, linear: Head.Linear(weight: try read("weight"), bias: try read("bias")))
      })
  }

  /// The rows as data for a whole training.
  func data() throws -> LabelledFeatures {
    let targets = try integers("targets")
    let features = try features(Array(targets.indices))
    return try LabelledFeatures(
      features: Tensor(shape: [targets.count, features.count / targets.count], values: features), targets: targets,
      classCount: try Int(number("classes")), trainingRows: try integers("training"),
      validationRows: try integers("validation"))
  }
}

/// Expects each number of a head to be near the reference, relative to the largest of its tensor.
func expectClose(
  _ head: Head, _ layers: [JSONObject], tolerance: Double, statistics: Bool = true,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(head.layers.count == layers.count, sourceLocation: sourceLocation)
  for (number, (layer, expected)) in zip(head.layers, layers).enumerated() {
    var tensors = [
      ("gamma", layer.batchNorm.weight), ("beta", layer.batchNorm.bias), ("weight", layer.linear.weight),
      ("bias", layer.linear.bias),
    ]
    if statistics {
      tensors += [("mean", layer.batchNorm.runningMean), ("variance", layer.batchNorm.runningVariance)]
    }
    for (name, values) in tensors {
      try expectClose(
        values, #require(expected[name]?.doubles), tolerance: tolerance, "layer \(number) \(name)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Expects numbers to be near others, relative to the largest of them.
func expectClose(
  _ values: [Float], _ expected: [Double], tolerance: Double, _ name: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == expected.count, "\(name)", sourceLocation: sourceLocation)
  let largest = expected.map(abs).max() ?? 0
  let difference = zip(values, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
  #expect(difference <= tolerance * largest, "\(name): \(difference) of \(largest)", sourceLocation: sourceLocation)
}
