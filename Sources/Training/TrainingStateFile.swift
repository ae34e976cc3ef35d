public import Files
internal import Networks
internal import Records
internal import Tensors

/// What a training is, so that it is not gone on with as another one.
public struct TrainingKey: Equatable, Sendable {
  /// The digest of everything that the result depends on: settings, photographs, weights to start from.
  public var work: Digest
  /// The number of threads, on which the last bits depend.
  public var workers: Int
  /// The instruction set, on which they depend too.
  public var instructions: String

  /// Puts the parts together.
  public init(work: Digest, workers: Int, instructions: String) {
    self.work = work
    self.workers = workers
    self.instructions = instructions
  }
}

/// A state that belongs to another training.
public struct MismatchedState: Error, Equatable, Sendable, CustomStringConvertible {
  /// Names the file and both sides.
  public let description: String
}

/// How far a training has come, in a tensor file: its position, all weights, and what optimizers remember.
public struct TrainingStateFile: Sendable {
  /// Where it goes on.
  public let position: TrainingPosition
  private let file: TensorFile
  private let progress: JSONObject

  private enum Name {
    static let body = "body"
    static let head = "head"
    static let best = "best"
    static let moving = "moving_average"
    static let cycles = "cycle_mean"
  }
  private enum Key {
    static let work = "work"
    static let workers = "threads"
    static let instructions = "instructions"
    static let progress = "progress"
  }

  /// Reads the state at `path`.
  ///
  /// - Parameter allowsInexact: Whether another number of threads or another instruction set is fine: the result will
  ///   differ in the last bits from that of an unbroken training.
  /// - Throws: `FileError` when it cannot be read or is damaged, `TensorFileKindError`, and `MismatchedState`.
  public init(reading path: String, key: TrainingKey, allowsInexact: Bool) throws {
    file = try TensorFile(reading: path)
    try file.expect(.state)
    let recorded = file.metadata.others
    guard recorded[Key.work] == key.work.description else {
      throw MismatchedState(
        description: "'\(path)' is the state of a training with other settings, images or weights; remove it, or train "
          + "without --resume")
    }
    for (name, now, what) in [
      (Key.workers, String(key.workers), "threads"), (Key.instructions, key.instructions, "instructions"),
    ] where recorded[name] != now && !allowsInexact {
      throw MismatchedState(
        description:
          "'\(path)' was made with \(recorded[name] ?? "other") \(what), this run has \(now): going on would "
          + "change the last bits of the result; --allow-inexact does it all the same")
    }
    guard let text = recorded[Key.progress], case .object(let progress)? = try? JSONValue(parsing: text),
      let position = TrainingPosition(json: progress)
    else { throw FileError("read", path, reason: "its metadata '\(Key.progress)' makes no sense") }
    self.progress = progress
    self.position = position
  }

  /// Writes the state of a training, in the place of an older one.
  ///
  /// - Throws: `FileError` when it cannot be written; then the older one is still there.
  static func write(
    to output: consuming OutputFile, key: TrainingKey, position: TrainingPosition, state: NetworkState
  ) throws(FileError) {
    var tensors: [(name: String, tensor: Tensor)] = []
    func add(_ name: String, _ numbers: [Float]) {
      tensors.append((name, Tensor(shape: [numbers.count], values: numbers)))
    }
    func add(_ name: String, _ memory: OptimizerState.Memory) {
      add("\(name).first", memory.first)
      add("\(name).second", memory.second)
    }
    func add(_ name: String, _ snapshot: ModelSnapshot?) {
      guard let snapshot else { return }
      add("\(name).head", snapshot.head.numbers)
      if let body = snapshot.body {
        add("\(name).values", body.values)
        add("\(name).statistics", body.statistics)
      }
    }
    var progress = position.json
    if let body = state.body {
      add("\(Name.body).values", body.weights.values)
      add("\(Name.body).statistics", body.weights.statistics)
      add(Name.body, body.memory)
      progress.append("body_steps", .integer(body.memory.stepCount))
    }
    add("\(Name.head).numbers", state.head.numbers)
    add(Name.head, state.headMemory)
    progress.append("head_steps", .integer(state.headMemory.stepCount))
    add(Name.best, state.best)
    add(Name.moving, state.averages.moving)
    add(Name.cycles, state.averages.cycleMean)
    progress.append("cycles_in_mean", .integer(state.averages.cycleCount))

    var metadata = TensorFileMetadata(kind: .state)
    metadata.others[Key.work] = key.work.description
    metadata.others[Key.workers] = String(key.workers)
    metadata.others[Key.instructions] = key.instructions
    metadata.others[Key.progress] = JSONValue.object(progress).text
    try TensorFileWriter.write(output, metadata: metadata, tensors: tensors)
  }

  /// Puts the numbers of the file into the places of `state`, which is of the same network.
  ///
  /// - Throws: `FileError` when some are missing.
  func restore(_ state: inout NetworkState) throws(FileError) {
    let head = state.head
    let body = state.body
    if let old = body {
      state.body = BodyState(
        weights: try weights(Name.body, like: old.weights),
        memory: try memory(Name.body, like: old.memory, steps: "body_steps"))
    }
    state.head.numbers = try numbers("\(Name.head).numbers", count: head.numbers.count)
    state.headMemory = try memory(Name.head, like: state.headMemory, steps: "head_steps")
    func snapshot(_ name: String) throws(FileError) -> ModelSnapshot? {
      guard file["\(name).head"] != nil else { return nil }
      var snapshot = ModelSnapshot(body: nil, head: head)
      snapshot.head.numbers = try numbers("\(name).head", count: head.numbers.count)
      if let body { snapshot.body = try weights(name, like: body.weights) }
      return snapshot
    }
    state.best = try snapshot(Name.best)
    state.averages.moving = try snapshot(Name.moving)
    state.averages.cycleMean = try snapshot(Name.cycles)
    state.averages.cycleCount = progress["cycles_in_mean"]?.integer ?? 0
  }

  private func weights(
    _ name: String, like old: NetworkWeights.Snapshot
  ) throws(FileError) -> NetworkWeights.Snapshot {
    NetworkWeights.Snapshot(
      values: try numbers("\(name).values", count: old.values.count),
      statistics: try numbers("\(name).statistics", count: old.statistics.count))
  }

  private func memory(
    _ name: String, like old: OptimizerState.Memory, steps: String
  ) throws(FileError) -> OptimizerState.Memory {
    OptimizerState.Memory(
      first: try numbers("\(name).first", count: old.first.count),
      second: try numbers("\(name).second", count: old.second.count), stepCount: progress[steps]?.integer ?? 0)
  }

  private func numbers(_ name: String, count: Int) throws(FileError) -> [Float] {
    guard let numbers = file[name]?.floats, numbers.count == count else {
      throw FileError("read", file.path, reason: "the tensor '\(name)' is missing or of another length")
    }
    return numbers
  }
}

extension TrainingPosition {
  /// Reads a position; `nil` when something is missing.
  init?(json: JSONObject) {
    guard let epoch = json["epoch"]?.integer, let batch = json["batch"]?.integer,
      let average = json["loss_average"]?.double, let remainder = json["loss_remainder"]?.double,
      let epochsSince = json["epochs_since_best"]?.integer
    else { return nil }
    self.init()
    self.epoch = epoch
    self.batch = batch
    smoothed.average = average
    smoothed.remainder = remainder
    best.epochsSince = epochsSince
    if let score = json["best_score"]?.double, let loss = json["best_loss"]?.double {
      best.best = BestEpoch.Score(score: score, loss: loss)
    }
  }

  /// The position as an object.
  var json: JSONObject {
    var object: JSONObject = [
      "epoch": .integer(epoch), "batch": .integer(batch), "loss_average": .double(smoothed.average),
      "loss_remainder": .double(smoothed.remainder), "epochs_since_best": .integer(best.epochsSince),
    ]
    if let score = best.best {
      object.append("best_score", .double(score.score))
      object.append("best_loss", .double(score.loss))
    }
    return object
  }
}
