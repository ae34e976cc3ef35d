internal import CommandLine
internal import Training

/// The options about what the training makes smaller.
enum LossOptions {
  /// What each class's loss counts.
  enum Weights: OptionValue {
    case balanced
    case given([Double])

    static var expectation: String { "'balanced', or a number above 0 for each class, separated by commas" }

    init?(argument: String) {
      if argument == "balanced" {
        self = .balanced
      } else if let values = CommaSeparated<Double>(argument: argument)?.values, values.allSatisfy({ $0 > 0 }) {
        self = .given(values)
      } else {
        return nil
      }
    }

    var argumentText: String {
      switch self {
      case .balanced: "balanced"
      case .given(let values): CommaSeparated(values).argumentText
      }
    }
  }

  static let labelSmoothing = Option<Double>(
    "label-smoothing", value: "PART", default: 0,
    limits: Limits("a number from 0 to below 1") { $0 >= 0 && $0 < 1 },
    help: "share PART of each label out to all classes")
  static let classWeights = Option<Weights?>(
    "class-weights", value: "WEIGHTS", describedAs: "1 for each",
    help: "weigh the loss of each class: balanced, or a number for each in their order")

  /// All of them, in the order of the manual.
  static let all: [any OptionRow] = [labelSmoothing, classWeights]

  /// The loss that the options ask for.
  static func loss(_ arguments: Arguments, for data: LabelledFeatures) throws(UsageError) -> TrainingLoss {
    let weights: [Double]?
    switch arguments[classWeights] {
    case nil: weights = nil
    case .balanced: weights = ClassWeights.balanced(data.trainingCounts, rows: data.trainingRows.count)
    case .given(let values):
      guard values.count == data.classCount else {
        throw UsageError("--class-weights has \(values.count) numbers, but there are \(data.classCount) classes")
      }
      weights = values
    }
    return TrainingLoss(data.kind, labelSmoothing: arguments[labelSmoothing], classWeights: weights)
  }
}
