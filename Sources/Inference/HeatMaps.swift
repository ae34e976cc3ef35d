internal import Networks
public import Records
public import Tensors

/// Predictions that say where the most probable class was seen.
///
/// Grad-CAM: Selvaraju et al. 2017, arXiv:1610.02391.
public struct HeatMaps: Sendable {
  private let classifier: Classifier
  private let cropFraction: Double?

  /// Explains what `classifier` predicts of photographs that the network sees as `input` says.
  public init(_ classifier: Classifier, input: NetworkInput) {
    self.classifier = classifier
    cropFraction =
      input.crop == .squash ? nil : Double(input.size) / Double(max(input.shortSide, input.size))
  }

  /// What the classifier takes, followed by the map of the most probable class, row by row.
  public var output: NetworkOutput {
    .computed { [classifier] plan, place in
      let row =
        classifier.usesPublishedClassifier
        ? plan.withLogits(at: place) { Array($0) } : plan.withFeatures(at: place) { Array($0) }
      let gradient = classifier.gradientOfMostProbable(at: row, plan.compiled)
      return row + plan.classActivation(at: place, gradient: gradient)
    }
  }

  /// Returns the prediction for an image, with its heat map.
  ///
  /// - Parameters:
  ///   - row: What `output` gave.
  ///   - record: The image.
  ///   - top: How many probabilities to keep.
  public func predict(_ row: [Float], for record: ImageRecord, top: Int) -> PredictionRecord {
    let width = classifier.rowWidth
    let side = Int(Double(row.count - width).squareRoot())
    var prediction = classifier.predict(Array(row[..<width]), for: record, top: top)
    prediction.heatMap = prediction.mostProbable.map {
      HeatMap(className: $0.name, cropFraction: cropFraction, columns: side, values: Array(row[width...]))
    }
    return prediction
  }
}
