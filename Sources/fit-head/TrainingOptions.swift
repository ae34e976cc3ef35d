internal import CommandLine
internal import Training
internal import Workers

/// The options about how the head is trained.
enum TrainingOptions {
  static let epochs = Option<Int>(
    "epochs", value: "N", default: 5, limits: .from(1, to: 1_000_000), help: "go through the training images N times")
  static let learningRate = Option<Double>(
    "lr", value: "RATE", default: 0.01, limits: .above(0), help: "take steps of RATE times the gradient")
  static let batchSize = Option<Int>(
    "batch-size", value: "N", default: 64, limits: .from(2, to: 65_536), help: "learn from N images a step")
  static let momentum = Option<Double>(
    "momentum", value: "PART", default: 0.9, limits: Limits("a number from 0 to below 1") { $0 >= 0 && $0 < 1 },
    help: "add PART of the last step to each step")
  static let weightDecay = Option<Double>(
    "weight-decay", value: "RATE", default: 0, limits: .atLeast(0), help: "add RATE times each weight to its gradient")
  static let cycles = Option<Int?>(
    "cycles", value: "N", describedAs: "a constant rate", limits: Limits<Int>.from(1, to: 1_000_000).optional,
    help: "let the rate fall along a cosine N times, and count epochs by the cycles")
  static let cycleLength = Option<Int>(
    "cycle-length", value: "N", default: 1, limits: .from(1, to: 1_000_000), help: "make the first cycle N epochs long")
  static let cycleMultiplier = Option<Int>(
    "cycle-multiplier", value: "N", default: 1, limits: .from(1, to: 1_000),
    help: "make each cycle N times as long as the one before")

  /// All of them, in the order of the manual.
  static let all: [any OptionRow] = [
    epochs, learningRate, batchSize, SharedOptions.seed, momentum, weightDecay, cycles, cycleLength, cycleMultiplier,
  ]
  /// Those that mean nothing while the rate is looked for.
  static let ofWholeTrainings: [any OptionRow] = [epochs, learningRate, cycles, cycleLength, cycleMultiplier]

  /// The settings that the options ask for.
  static func settings(_ arguments: Arguments) throws(UsageError) -> HeadTraining {
    let schedule: LearningRateSchedule
    if let count = arguments[cycles] {
      if arguments.isSet(epochs) { throw UsageError("--epochs and --cycles exclude each other") }
      schedule = .cycles(count: count, length: arguments[cycleLength], multiplier: arguments[cycleMultiplier])
    } else {
      for option in [cycleLength, cycleMultiplier] where arguments.isSet(option) {
        throw UsageError("--\(option.name) goes with --cycles")
      }
      schedule = .constant(epochs: arguments[epochs])
    }
    guard let total = schedule.epochs, total <= 1_000_000_000 else {
      throw UsageError("these cycles are more than 1000000000 epochs")
    }
    return HeadTraining(
      learningRate: arguments[learningRate], schedule: schedule, batchSize: arguments[batchSize],
      seed: arguments[SharedOptions.seed],
      optimizer: GradientDescent(momentum: arguments[momentum], weightDecay: arguments[weightDecay]),
      workers: arguments[SharedOptions.jobs] ?? Workers.processorCount)
  }
}
