internal import CommandLine
internal import Networks
internal import Records
internal import Training
internal import TrainingOptions

/// Says how a training goes: records on standard output, a table and progress on standard error.
struct EpochReport: ~Copyable {
  private let tool: Invocation
  private let training: NetworkTraining
  private let kind: LabelKind
  private let progress: Progress
  private let imagesPerEpoch: Int
  private var records: RecordWriter
  private var place: Int
  private var isHeaded = false
  private var last: TrainingEpoch?
  /// The epoch whose weights are written at the end.
  private(set) var kept: TrainingEpoch?

  /// Begins a report.
  ///
  /// - Parameter position: Where an earlier run stopped, if this one goes on from there.
  init(
    _ tool: Invocation, _ training: NetworkTraining, _ images: LabelledImages, from position: TrainingPosition?
  ) throws {
    self.tool = tool
    self.training = training
    kind = images.kind
    let parameters = training.hyperparameters
    imagesPerEpoch = images.trainingRows.count
    progress = Progress("images", total: (parameters.schedule.epochs ?? 0) * imagesPerEpoch, for: tool)
    records = try RecordWriter()
    place = position.map { EpochReport.place(of: $0, training, images.trainingRows.count) } ?? 0
    progress.skip(place)
  }

  /// The threshold for tags that the last epoch found best.
  var threshold: Double? { last?.validation?.tags?.threshold }

  /// Shows how far the training is.
  mutating func advance(to moment: NetworkTraining.Moment) {
    let position = moment.position
    let now = EpochReport.place(of: position, training, imagesPerEpoch)
    progress.advance(
      by: now - place,
      note: ", loss \(EpochTable.rounded(position.trainingLoss)), rate \(EpochTable.rounded(moment.learningRate))")
    place = now
  }

  /// The images that were learned from until then.
  private static func place(
    of position: TrainingPosition, _ training: NetworkTraining, _ imagesPerEpoch: Int
  ) -> Int {
    position.epoch * imagesPerEpoch + min(position.batch * training.hyperparameters.batchSize, imagesPerEpoch)
  }

  /// Writes the record of an epoch, and its line of the table.
  ///
  /// - Throws: `FileError` when it cannot be written.
  mutating func add(_ epoch: TrainingEpoch) throws {
    if epoch.isBest || training.hyperparameters.selection == nil { kept = epoch }
    last = epoch
    let record = EpochRecord(epoch, kind, learningRates: training.rates.scaled(to: epoch.learningRate))
    if !isHeaded { tool.show(EpochTable.heading(for: record)) }
    isHeaded = true
    tool.show(EpochTable.line(for: record))
    try records.write(record.object)
    try records.flush()
  }

  /// Takes the progress away, and says which epoch was kept.
  func finish() {
    progress.finish()
    if let selection = training.hyperparameters.selection, let kept, let last {
      tool.note(SelectionOptions.sentence(selection, kept: kept, last: last))
    }
  }

  /// Makes sure that all records were written.
  ///
  /// - Throws: `FileError` when they were not.
  consuming func commit() throws { try records.commit() }

  /// How good a mean of weights is.
  static func sentence(_ evaluation: Evaluation) -> String {
    let metric =
      evaluation.accuracy.map { "accuracy \(EpochTable.rounded($0))" }
      ?? evaluation.tags.map { "f2 \(EpochTable.rounded($0.f2))" } ?? ""
    return "the mean of the cycles' weights: val_loss \(EpochTable.rounded(evaluation.loss)), \(metric)"
  }
}
