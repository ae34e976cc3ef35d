/// What one batch of a training that was only planned would be learned with.
public struct ScheduleRecord: Equatable, Sendable {
  /// Its number, from 0, over all epochs.
  public var batch: Int
  /// The number of its epoch, from 0.
  public var epoch: Int
  /// The number of the learning rate's cycle, from 0.
  public var cycle: Int
  /// The learning rates, one a group of layers.
  public var learningRates: [Double]
  /// The momentum; `nil` where it is the same for all batches.
  public var momentum: Double?

  /// Describes a batch.
  public init(batch: Int, epoch: Int, cycle: Int, learningRates: [Double], momentum: Double?) {
    self.batch = batch
    self.epoch = epoch
    self.cycle = cycle
    self.learningRates = learningRates
    self.momentum = momentum
  }

  /// The batch as a record, with its fields in the order of the format.
  public var object: JSONObject {
    var object: JSONObject = [
      "batch": .integer(batch), "epoch": .integer(epoch), "cycle": .integer(cycle),
      "lr": .array(learningRates.map { .double($0) }),
    ]
    if let momentum { object.append("momentum", .double(momentum)) }
    return object
  }

  /// Takes a record as it was read.
  ///
  /// - Throws: `InvalidRecord` when a field is missing or has the wrong type.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    guard let rates = object["lr"]?.doubles, !rates.isEmpty else { throw InvalidRecord("no learning rates") }
    self.init(
      batch: try object.count("batch"), epoch: try object.count("epoch"), cycle: try object.count("cycle"),
      learningRates: rates, momentum: try object.number("momentum"))
  }
}
