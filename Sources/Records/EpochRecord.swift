/// What one epoch of a training came to.
public struct EpochRecord: Equatable, Sendable {
  /// Its number, from 0.
  public var epoch: Int
  /// The number of the learning rate's cycle, from 0.
  public var cycle: Int
  /// The smoothed loss of the training batches.
  public var trainingLoss: Double
  /// The mean loss on the validation images; `nil` when there are none.
  public var validationLoss: Double?
  /// The metrics on the validation images by name, in order; `nil` when there are none.
  public var metrics: [(name: String, value: Double?)]
  /// The learning rate of the last batch, one a group of layers.
  public var learningRates: [Double]
  /// What training and validation took.
  public var seconds: Double
  /// Training images a second of training.
  public var imagesPerSecond: Double

  /// Describes an epoch.
  public init(
    epoch: Int, cycle: Int, trainingLoss: Double, validationLoss: Double?, metrics: [(name: String, value: Double?)],
    learningRates: [Double], seconds: Double, imagesPerSecond: Double
  ) {
    self.epoch = epoch
    self.cycle = cycle
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.metrics = metrics
    self.learningRates = learningRates
    self.seconds = seconds
    self.imagesPerSecond = imagesPerSecond
  }

  /// Compares all fields.
  public static func == (first: EpochRecord, second: EpochRecord) -> Bool { first.object == second.object }

  /// The epoch as a record, with its fields in the order of the format; what is not known is null.
  public var object: JSONObject {
    func number(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }
    var object: JSONObject = [
      "epoch": .integer(epoch), "cycle": .integer(cycle), "trn_loss": .double(trainingLoss),
      "val_loss": number(validationLoss),
    ]
    for metric in metrics { object.append(metric.name, number(metric.value)) }
    object.append("lr", .array(learningRates.map { .double($0) }))
    object.append("seconds", .double((seconds * 1e6).rounded() / 1e6))
    object.append("images_per_second", .double((imagesPerSecond * 10).rounded() / 10))
    return object
  }

  // Everything else of a record is a metric, whose name the kind of label decides.
  private static let names: Set = [
    "epoch", "cycle", "trn_loss", "val_loss", "lr", "seconds", "images_per_second",
  ]

  /// Takes a record as it was read; a loss that is null was not known, or no number.
  ///
  /// - Throws: `InvalidRecord` when a field is missing or has the wrong type.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    var metrics: [(name: String, value: Double?)] = []
    for field in object.fields where !EpochRecord.names.contains(field.name) {
      if field.value == .null || field.value.double != nil {
        metrics.append((field.name, try object.number(field.name)))
      }
    }
    self.init(
      epoch: try object.count("epoch"), cycle: try object.count("cycle"),
      trainingLoss: try object.number("trn_loss") ?? .nan, validationLoss: try object.number("val_loss"),
      metrics: metrics, learningRates: object["lr"]?.doubles ?? [], seconds: try object.number("seconds") ?? .nan,
      imagesPerSecond: try object.number("images_per_second") ?? .nan)
  }
}
