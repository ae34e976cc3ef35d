internal import CommandLine
internal import Files
internal import Instructions
internal import NetworkOptions
internal import Networks
internal import Records
internal import Tensors
internal import Training
internal import TrainingOptions
internal import Workers

/// One training from its first or next epoch to its model: records, table, progress, state, snapshots.
struct TrainingRun {
  private let tool: Invocation
  private let training: NetworkTraining
  private let data: TrainingPhotographs
  private let views: TrainingViews
  private let writer: ModelWriter
  private let path: String
  private let key: TrainingKey

  /// Prepares.
  ///
  /// - Throws: `UsageError` without an output.
  init(
    _ tool: Invocation, _ training: NetworkTraining, _ point: StartingPoint, _ data: TrainingPhotographs,
    _ views: TrainingViews
  ) throws(UsageError) {
    self.tool = tool
    self.training = training
    self.data = data
    self.views = views
    path = try tool.arguments.required(FitFull.output)
    var hasher = DigestHasher()
    hasher.update("\(tool.arguments.provenanceText)\n\(version)\n")
    for (name, digest) in point.inputs.sorted(by: { $0.key < $1.key }) { hasher.update("\(name) \(digest)\n") }
    hasher.update("\(ImageIndex.digest(of: data.photographs.records))\n")
    hasher.update(data.vocabulary.classes.joined(separator: "\n"))
    key = TrainingKey(
      work: hasher.finalize(), workers: training.hyperparameters.workers,
      instructions: "\(Processor.instructions), \(InstructionSet.chosen)")
    writer = ModelWriter(tool, point, data, views: views, work: key.work)
  }

  /// Trains and writes the model; returns whether it came to the end, and was not interrupted.
  ///
  /// - Throws: What the training throws; `FileError` when something cannot be written.
  func run(_ start: NetworkTraining.Start) throws -> Bool {
    if tool.arguments[StateKeeper.resume], ModelWriter.isDone(path, work: key.work) {
      tool.note("'\(path)' is complete")
      return true
    }
    // Opened now, so that a name that cannot be written is found before the training and not after it.
    let output = try TensorFileWriter.open(path)
    if let folder = tool.arguments[FitFull.snapshots] { try Folder.make(folder) }
    var keeper = try StateKeeper(tool.arguments, output: path, key: key)
    let state = try keeper.resumed(tool)
    Interruption.watch()

    var report = try EpochReport(tool, training, data.photographs.images, from: state?.position)
    let result: NetworkTraining.Result
    do {
      result = try training.fit(start, on: data.photographs, views: views, from: state) { moment in
        report.advance(to: moment)
        try keeper.take(moment)
      } onEpoch: { epoch, moment in
        try report.add(epoch)
        if epoch.endsCycle { try writeSnapshot(of: moment, cycle: epoch.cycle, report.threshold) }
      }
    } catch is StateKeeper.Interrupted {
      report.finish()
      tool.warn("stopped; '\(keeper.path)' has the state, --resume goes on")
      return false
    }
    report.finish()
    if let evaluation = result.evaluation { tool.note(EpochReport.sentence(evaluation)) }
    try writer.write(
      result, threshold: (result.evaluation?.tags ?? report.kept?.validation?.tags)?.threshold, to: output)
    keeper.remove()
    try report.commit()
    return true
  }

  private func writeSnapshot(of moment: NetworkTraining.Moment, cycle: Int, _ threshold: Double?) throws {
    guard let folder = tool.arguments[FitFull.snapshots] else { return }
    let output = try TensorFileWriter.open("\(folder)/cycle-\(cycle + 1).safetensors")
    try writer.write(moment.result, threshold: threshold, to: output)
  }
}
