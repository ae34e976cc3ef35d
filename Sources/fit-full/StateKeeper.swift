internal import CommandLine
internal import Files
internal import Tensors
internal import Training

/// Keeps the state of a training beside its output, so that a later run can go on.
struct StateKeeper {
  static let resume = Flag("resume", affectsOutput: false, help: "go on where an earlier run was broken off")
  static let saveEvery = Option<Double>(
    "save-every", value: "MINUTES", default: 10, limits: .above(0), affectsOutput: false,
    help: "write the state within an epoch, too, every so many MINUTES")
  static let allowInexact = Flag(
    "allow-inexact", affectsOutput: false,
    help: "go on with another number of threads or another processor, which changes the last bits")
  static let all: [any OptionRow] = [resume, saveEvery, allowInexact]

  /// The user asked to stop, and the state is written.
  struct Interrupted: Error {}

  let path: String
  private let key: TrainingKey
  private let interval: Duration
  private var savedAt = ContinuousClock.now
  // Of the file that is there now: writing the state replaces it.
  private var lock: FileLock?

  /// Prepares for a training whose model will be called `output`.
  ///
  /// - Throws: `FileError` when another run is working on it.
  init(_ arguments: Arguments, output: String, key: TrainingKey) throws(FileError) {
    path = "\(output).state"
    self.key = key
    interval = .seconds(arguments[StateKeeper.saveEvery] * 60)
    lock = try FileLock.taken(path)
  }

  /// Finds the state to go on from, and says what it does.
  ///
  /// - Throws: `MismatchedState` when it is that of another training; what reading it throws.
  func resumed(_ tool: Invocation) throws -> TrainingStateFile? {
    let isThere = FileStatus.exists(path)
    guard tool.arguments[StateKeeper.resume] else {
      if isThere { tool.note("begins anew, and will replace '\(path)'; --resume would go on from there") }
      return nil
    }
    guard isThere else {
      tool.note("there is no '\(path)': begins at the beginning")
      return nil
    }
    let state = try TrainingStateFile(
      reading: path, key: key, allowsInexact: tool.arguments[StateKeeper.allowInexact])
    tool.note("goes on from '\(path)': epoch \(state.position.epoch), batch \(state.position.batch)")
    return state
  }

  /// Writes the state after an epoch, after some minutes, and when the user asks to stop.
  ///
  /// - Throws: `Interrupted` when the user asked; `FileError` when it cannot be written.
  mutating func take(_ moment: NetworkTraining.Moment) throws {
    let isEndOfEpoch = moment.position.batch == 0
    let isInterrupted = Interruption.isRequested
    guard isEndOfEpoch || isInterrupted || ContinuousClock.now - savedAt > interval else { return }
    // One that is there now, and was not at the beginning or the last time, is another run's.
    if let lock { try lock.expectFile(path) } else { lock = try FileLock.taken(path) }
    // Locked before it has its name, or another run might take it in between.
    let file = try TensorFileWriter.open(path)
    let next = try file.locked()
    try moment.writeState(to: file, key: key)
    lock = next
    savedAt = .now
    if isInterrupted { throw Interrupted() }
  }

  /// Takes the state away: the training is done.
  func remove() { Folder.removeFile(path) }
}
