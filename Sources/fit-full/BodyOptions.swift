internal import CommandLine
internal import NetworkOptions
internal import Networks
internal import Training
internal import TrainingOptions

/// The options about how the body learns, and which means of weights are taken.
enum BodyOptions {
  /// What batch norm of layers that learn divides by.
  enum BatchNorm: String, CaseIterable, OptionValue {
    case train, evaluate
  }

  static let batchNorm = Option<BatchNorm>(
    "batch-norm", value: "HOW", default: .train,
    help: "normalise by the statistics of each batch, or by those that were learned before, which stay")
  static let batchNormMomentum = Option<Double?>(
    "batch-norm-momentum", value: "PART", describedAs: "what the network was published with",
    limits: Limits("a number above 0, up to 1") { $0.map { $0 > 0 && $0 <= 1 } ?? true },
    help: "let the learned statistics take PART of those of each batch; where photographs are unlike the old ones: 0.1")
  static let microBatch = Option<Int?>(
    "micro-batch", value: "N", describedAs: "whole batches", limits: Limits<Int>.from(2, to: 65_536).optional,
    help: "send N images at a time through a body that learns: less memory, other batch statistics")
  static let mixup = Option<Double?>(
    "mixup", value: "ALPHA", limits: Limits("a number above 0, up to 1") { $0.map { $0 > 0 && $0 <= 1 } ?? true },
    help: "mix each image with another one, by parts from the distribution Beta(ALPHA, ALPHA): 0.4")
  static let averageWeights = Flag(
    "average-weights", help: "write the mean of the weights at the ends of the cycles, or of all epochs")
  static let movingAverage = Option<Double?>(
    "ema", value: "PART", limits: Limits("a number above 0 and below 1") { $0.map { $0 > 0 && $0 < 1 } ?? true },
    help: "measure and write a moving average of the weights, of which PART stays after a step: 0.999")

  static let all: [any OptionRow] = [
    NetworkOptions.precision, batchNorm, batchNormMomentum, microBatch, mixup, averageWeights, movingAverage,
  ]

  /// The training that the options ask for.
  ///
  /// - Throws: `UsageError` for options that do not go together.
  static func training(
    _ arguments: Arguments, _ hyperparameters: Hyperparameters, rates: LayerRates
  ) throws(UsageError) -> NetworkTraining {
    if rates.firstTrained == .head {
      for option in [batchNorm, batchNormMomentum, microBatch, mixup] as [any OptionRow] where arguments.isSet(option) {
        throw UsageError("--\(option.name) and --freeze body exclude each other")
      }
    }
    if arguments[averageWeights] {
      for option in [movingAverage, SelectionOptions.keepBest] as [any OptionRow] where arguments.isSet(option) {
        throw UsageError("--average-weights and --\(option.name) exclude each other")
      }
    }
    return NetworkTraining(
      hyperparameters, rates: rates, usesBatchStatistics: arguments[batchNorm] == .train,
      precision: arguments[NetworkOptions.precision], statisticsMomentum: arguments[batchNormMomentum],
      microBatch: arguments[microBatch].map { min($0, hyperparameters.batchSize) },
      averaging: WeightAveraging(
        meansCycles: arguments[averageWeights], movingDecay: arguments[movingAverage]),
      mixingStrength: arguments[mixup])
  }
}
