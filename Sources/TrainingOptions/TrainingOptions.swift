public import CommandLine
public import Training
internal import Workers

/// The options about how the head is trained.
public enum TrainingOptions {
  /// The rules of a step.
  public enum OptimizerChoice: String, CaseIterable, OptionValue {
    case sgd, adamw
  }

  /// The option `--optimizer`: the rule of a step.
  public static let optimizer = Option<OptimizerChoice>(
    "optimizer", value: "RULE", default: .sgd, help: "change the weights by gradient descent with momentum, or by AdamW"
  )
  /// The option `--epochs`: how often the images are seen.
  public static let epochs = Option<Int>(
    "epochs", value: "N", default: 5, limits: .from(1, to: 1_000_000), help: "go through the training images N times")
  /// The option `--batch-size`: how many images a step learns from.
  public static let batchSize = Option<Int>(
    "batch-size", value: "N", default: 64, limits: .from(2, to: 65_536), help: "learn from N images a step")
  /// The option `--momentum`: how much of the last step goes on.
  public static let momentum = Option<Double>(
    "momentum", value: "PART", default: 0.9, limits: Limits("a number from 0 to below 1") { $0 >= 0 && $0 < 1 },
    help: "add PART of the last step to each step")
  /// The option `--weight-decay`: how much of the weights goes away.
  public static let weightDecay = Option<Double?>(
    "weight-decay", value: "RATE", describedAs: "0; 0.01 for adamw", limits: Limits<Double>.atLeast(0).optional,
    help: "add RATE times each weight to its gradient; for adamw, take it from the weight instead")
  /// The option `--cycles`: how often the rate falls.
  public static let cycles = Option<Int?>(
    "cycles", value: "N", describedAs: "a constant rate", limits: Limits<Int>.from(1, to: 1_000_000).optional,
    help: "let the rate fall along a cosine N times, and count epochs by the cycles")
  /// The option `--cycle-length`: how long the first cycle is.
  public static let cycleLength = Option<Int>(
    "cycle-length", value: "N", default: 1, limits: .from(1, to: 1_000_000), help: "make the first cycle N epochs long")
  /// The option `--cycle-multiplier`: how much longer each next one is.
  public static let cycleMultiplier = Option<Int>(
    "cycle-multiplier", value: "N", default: 1, limits: .from(1, to: 1_000),
    help: "make each cycle N times as long as the one before")
  /// The option `--one-cycle`: one rise and one fall.
  public static let oneCycle = Flag(
    "one-cycle", help: "let the rate rise from RATE / 25 to RATE and fall to almost nothing, once over all epochs")

  /// All of them, in the order of the manual.
  ///
  /// - Parameter learningRate: The tool's own option `--lr`.
  public static func all(_ learningRate: any OptionRow) -> [any OptionRow] {
    [
      epochs, learningRate, batchSize, SharedOptions.seed, optimizer, momentum, weightDecay, cycles, cycleLength,
      cycleMultiplier, oneCycle,
    ]
  }
  /// Those that mean nothing while the rate is looked for.
  public static let ofWholeTrainings: [any OptionRow] = [epochs, cycles, cycleLength, cycleMultiplier, oneCycle]

  /// The settings that the options ask for; loss and selection are chosen when the data are known.
  ///
  /// - Throws: `UsageError` for options that do not go together.
  public static func hyperparameters(
    _ arguments: Arguments, learningRate: Double
  ) throws(UsageError) -> Hyperparameters {
    Hyperparameters(
      learningRate: learningRate, schedule: try schedule(arguments), batchSize: arguments[batchSize],
      seed: arguments[SharedOptions.seed], optimizer: try optimizer(arguments),
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
  }

  private static func schedule(_ arguments: Arguments) throws(UsageError) -> LearningRateSchedule {
    guard let count = arguments[cycles] else {
      for option in [cycleLength, cycleMultiplier] where arguments.isSet(option) {
        throw UsageError("--\(option.name) goes with --cycles")
      }
      return arguments[oneCycle] ? .oneCycle(epochs: arguments[epochs]) : .constant(epochs: arguments[epochs])
    }
    if arguments.isSet(epochs) { throw UsageError("--epochs and --cycles exclude each other") }
    if arguments[oneCycle] { throw UsageError("--one-cycle and --cycles exclude each other") }
    let schedule = LearningRateSchedule.cycles(
      count: count, length: arguments[cycleLength], multiplier: arguments[cycleMultiplier])
    guard let total = schedule.epochs, total <= 1_000_000_000 else {
      throw UsageError("these cycles are more than 1000000000 epochs")
    }
    return schedule
  }

  private static func optimizer(_ arguments: Arguments) throws(UsageError) -> Optimizer {
    if arguments[oneCycle], arguments.isSet(momentum) {
      throw UsageError("--momentum and --one-cycle, which has its own, exclude each other")
    }
    switch arguments[optimizer] {
    case .sgd:
      return .gradientDescent(GradientDescent(momentum: arguments[momentum], weightDecay: arguments[weightDecay] ?? 0))
    case .adamw: return .adamW(AdamW(momentum: arguments[momentum], weightDecay: arguments[weightDecay] ?? 0.01))
    }
  }
}
