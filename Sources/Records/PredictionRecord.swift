/// What a model says about one image.
public struct PredictionRecord: Equatable, Sendable {
  /// A class and its probability.
  public struct Probability: Equatable, Sendable {
    /// The name of the class.
    public let name: String
    /// The probability, in 0...1.
    public let value: Float

    /// Pairs a class with its probability.
    public init(name: String, value: Float) {
      self.name = name
      self.value = value
    }
  }

  /// The path of the image.
  public var path: String
  /// The split of the image, if it has one.
  public var split: Split?
  /// What the image shows, if it is known.
  public var actual: ClassNames?
  /// The most probable class, or all whose probability is above the threshold.
  public var predicted: ClassNames
  /// The threshold, where there can be several classes.
  public var threshold: Double?
  /// The largest probability.
  public var confidence: Float
  /// The cross-entropy, if it is known what the image shows: −ln p(label), or the mean of the classes' binary ones.
  public var loss: Float?
  /// The classes with their probabilities; perhaps only the most probable ones.
  public var probabilities: [Probability]
  /// The number of classes, where there can be several and the probabilities of some were left out.
  public var classCount: Int?
  /// Where the most probable class was seen, if that was asked for.
  public var heatMap: HeatMap?

  /// Makes a prediction.
  public init(
    path: String, split: Split?, actual: ClassNames?, predicted: ClassNames, threshold: Double? = nil,
    confidence: Float, loss: Float?, probabilities: [Probability], classCount: Int? = nil,
    heatMap: HeatMap? = nil
  ) {
    self.path = path
    self.split = split
    self.actual = actual
    self.predicted = predicted
    self.threshold = threshold
    self.confidence = confidence
    self.loss = loss
    self.probabilities = probabilities
    self.classCount = classCount
    self.heatMap = heatMap
  }

  /// Whether it says itself that there are more classes than probabilities.
  public var lacksProbabilities: Bool { classCount.map { $0 > probabilities.count } ?? false }

  /// The class with the largest probability, the first of equal ones; `nil` when there are no probabilities.
  public var mostProbable: Probability? {
    probabilities.reduce(nil) { best, next in best.map { $0.value >= next.value ? $0 : next } ?? next }
  }

  /// The prediction as a record, with its fields in the order of the format.
  public var object: JSONObject {
    var object = JSONObject()
    object.append("path", .string(path))
    if let split { object.append("split", .string(split.rawValue)) }
    switch actual {
    case .one(let label): object.append("label", .string(label))
    case .several(let labels): object.append("labels", .strings(labels))
    case nil: break
    }
    object.append("predicted", predicted.json)
    if let threshold { object.append("threshold", .double(threshold)) }
    object.append("confidence", .float(confidence))
    if let loss { object.append("loss", .float(loss)) }
    var values = JSONObject()
    for probability in probabilities { values.append(probability.name, .float(probability.value)) }
    object.append("probabilities", .object(values))
    if let classCount { object.append("class_count", .integer(classCount)) }
    if let heatMap { object.append(HeatMap.field, heatMap.json) }
    return object
  }

  /// Takes a prediction as it was read.
  ///
  /// - Throws: `InvalidRecord` when a field is missing or has the wrong type.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    let image = try ImageRecord(object)
    guard let predicted = object["predicted"].flatMap(ClassNames.init(json:)) else {
      throw InvalidRecord("no predicted class")
    }
    switch (image.classNames, predicted) {
    case (.one, .several), (.several, .one): throw InvalidRecord("one class on one side and several on the other")
    default: break
    }
    var probabilities: [Probability] = []
    if let value = object["probabilities"] {
      guard let values = value.object else { throw InvalidRecord("the probabilities are not an object") }
      for field in values.fields {
        guard let number = field.value.double, number >= 0, number <= 1.001 else {
          throw InvalidRecord("the probability of '\(field.name)' is \(field.value.text), not a number from 0 to 1")
        }
        probabilities.append(Probability(name: field.name, value: Float(number)))
      }
    }
    self.init(
      path: image.path, split: image.split, actual: image.classNames, predicted: predicted,
      threshold: object["threshold"]?.double, confidence: Float(object["confidence"]?.double ?? .nan),
      loss: (object["loss"]?.double).map { Float($0) }, probabilities: probabilities,
      classCount: object["class_count"]?.integer, heatMap: try object[HeatMap.field].map(HeatMap.init(json:)))
  }
}

extension RecordReader {
  /// Returns the next prediction, or `nil` after the last one.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` when a line is not a prediction.
  public mutating func nextPrediction() throws -> PredictionRecord? {
    guard let object = try next() else { return nil }
    do {
      return try PredictionRecord(object)
    } catch {
      throw failure(error.description)
    }
  }
}
