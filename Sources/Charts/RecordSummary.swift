internal import Files
public import Indexing
public import Metrics
public import Records

/// What a file of records says, added up to what pictures of it need.
public struct RecordSummary {
  /// What its records are about; `nil` without a record.
  ///
  /// The last record of a curve counts as the others, and so do all kinds of a confusion matrix.
  public private(set) var kind: RecordKind?
  /// The batches of a search for a learning rate.
  public private(set) var curve: [CurveRecord] = []
  /// What the search came to.
  public private(set) var curveSummary: CurveSummaryRecord?
  /// The epochs of a training.
  public private(set) var epochs: [EpochRecord] = []
  /// The batches of a plan.
  public private(set) var schedule: [ScheduleRecord] = []
  /// The photographs of an index.
  public private(set) var index = IndexSummary()
  /// Predictions of one class an image.
  public private(set) var predictions = PredictionTally()
  /// Of them, how often they are right, by how sure they are.
  public private(set) var reliability = Reliability()
  /// The number of predictions of several classes an image, of which there is no matrix.
  public private(set) var tagPredictionCount = 0
  /// The rows of a confusion matrix.
  private var rows: [(name: String, counts: [(name: String, count: Int)])] = []
  private var lastPlace = -1

  /// Reads the records of `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - split: Of photographs and predictions, which to count; `nil` counts all.
  ///   - onImage: Called with each photograph that is counted.
  ///   - onPrediction: Called with each prediction that is counted.
  /// - Throws: `FileError` when it cannot be read; `RecordError` for a line that is none of the records that the tools write, is
  ///   of another kind than those before, or begins another training.
  public init(
    reading path: String, split: Split? = nil, onImage: (ImageRecord) -> Void = { _ in },
    onPrediction: (PredictionRecord) -> Void = { _ in }
  ) throws {
    var reader = try RecordReader(path)
    while let object = try reader.next() {
      guard let own = RecordKind(of: object) else { throw reader.failure("none of the records that these tools write") }
      guard kind == nil || kind == own.family else {
        throw reader.failure("\(own.family.phrase) after \(kind?.phrase ?? "nothing"): one kind at a time")
      }
      kind = own.family
      do throws(InvalidRecord) {
        try add(object, own, split: split, onImage, onPrediction)
      } catch {
        throw reader.failure(error.description)
      }
    }
  }

  private mutating func add(
    _ object: JSONObject, _ own: RecordKind, split: Split?, _ onImage: (ImageRecord) -> Void,
    _ onPrediction: (PredictionRecord) -> Void
  ) throws(InvalidRecord) {
    switch own {
    case .image:
      let record = try ImageRecord(object)
      guard split == nil || record.split == split else { return }
      index.add(record)
      onImage(record)
    case .prediction:
      let record = try PredictionRecord(object)
      guard split == nil || record.split == split else { return }
      if case .several = record.predicted { tagPredictionCount += 1 }
      predictions.add(record)
      reliability.add(record)
      onPrediction(record)
    case .epoch:
      let record = try EpochRecord(object)
      try advance(to: record.epoch, "epoch")
      epochs.append(record)
    case .schedule:
      let record = try ScheduleRecord(object)
      try advance(to: record.batch, "batch")
      schedule.append(record)
    case .curve:
      let record = try CurveRecord(object)
      try advance(to: record.batch, "batch")
      curve.append(record)
    case .curveSummary:
      guard curveSummary == nil else { throw InvalidRecord("a second suggestion: one search at a time") }
      curveSummary = try CurveSummaryRecord(object)
    case .confusionClass: try addRow(object)
    case .confusionFigures, .confusionPair: break
    case .confusionTag: throw InvalidRecord("scores of tags, of which there is no matrix")
    }
  }

  private mutating func advance(to place: Int, _ name: String) throws(InvalidRecord) {
    guard place > lastPlace else {
      throw InvalidRecord("\(name) \(place) after \(name) \(lastPlace): one training at a time")
    }
    lastPlace = place
  }

  private mutating func addRow(_ object: JSONObject) throws(InvalidRecord) {
    guard let name = object["class"]?.string, let fields = object["predicted"]?.object?.fields else {
      throw InvalidRecord("no class with its predictions")
    }
    var counts: [(name: String, count: Int)] = []
    for field in fields {
      guard let count = field.value.integer, count >= 0, count <= Int(UInt32.max) else {
        throw InvalidRecord("the count of '\(field.name)' is \(field.value.text), not a number of images")
      }
      counts.append((field.name, count))
    }
    rows.append((name, counts))
  }

  /// The matrix of all predictions, or that of confusion records.
  ///
  /// - Throws: `InvalidRecord` when there are more than `ConfusionChart.classLimit` classes, or rows and columns differ.
  public func matrix() throws(InvalidRecord) -> ConfusionMatrix {
    let count = kind == .prediction ? predictions.classCount : rows.count
    guard count <= ConfusionChart.classLimit else {
      throw InvalidRecord("\(count) classes are too many to tell apart; at most \(ConfusionChart.classLimit) are drawn")
    }
    if kind == .prediction { return predictions.matrix }
    let vocabulary = Vocabulary(rows.map(\.name))
    var matrix = ConfusionMatrix(classes: vocabulary.classes)
    for (row, (name, counts)) in rows.enumerated() {
      guard vocabulary.index(of: name) == row else { throw InvalidRecord("the class '\(name)' occurs twice") }
      for (predicted, count) in counts {
        guard let column = vocabulary.index(of: predicted) else {
          throw InvalidRecord("'\(name)' was taken for '\(predicted)', which is no class of the matrix")
        }
        matrix.add(actual: row, predicted: column, count: count)
      }
    }
    return matrix
  }
}

extension RecordKind {
  /// The kind of the records that it comes with.
  fileprivate var family: RecordKind {
    switch self {
    case .curveSummary: .curve
    case .confusionFigures, .confusionTag, .confusionPair: .confusionClass
    default: self
    }
  }

  /// A record of this kind, in a sentence.
  public var phrase: String {
    switch self {
    case .image: "an image record"
    case .prediction: "a prediction"
    case .epoch: "an epoch"
    case .schedule: "a batch of a schedule"
    case .curve, .curveSummary: "a batch of a search for a learning rate"
    case .confusionClass, .confusionFigures, .confusionTag, .confusionPair: "a part of a confusion matrix"
    }
  }
}
