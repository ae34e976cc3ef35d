public import CommandLine
public import Training

/// The options about what the training makes smaller.
public enum LossOptions {
  /// What each class's loss counts.
  public enum Weights: OptionValue {
    case balanced
    case given([Double])

    /// What is expected, for the error.
    public static var expectation: String { "'balanced', or a number above 0 for each class, separated by commas" }

    /// Reads an argument.
    public init?(argument: String) {
      if argument == "balanced" {
        self = .balanced
      } else if let values = CommaSeparated<Double>(argument: argument)?.values, values.allSatisfy({ $0 > 0 }) {
        self = .given(values)
      } else {
        return nil
      }
    }

    /// The argument as it is written.
    public var argumentText: String {
      switch self {
      case .balanced: "balanced"
      case .given(let values): CommaSeparated(values).argumentText
      }
    }
  }

  /// The option `--label-smoothing`: targets that are less sure.
  public static let labelSmoothing = Option<Double>(
    "label-smoothing", value: "PART", default: 0,
    limits: Limits("a number from 0 to below 1") { $0 >= 0 && $0 < 1 },
    help: "share PART of each label out to all classes")
  /// The option `--class-weights`: what each class counts.
  public static let classWeights = Option<Weights?>(
    "class-weights", value: "WEIGHTS", describedAs: "1 for each",
    help: "weigh the loss of each class: balanced, or a number for each in their order")

  /// All of them, in the order of the manual.
  public static let all: [any OptionRow] = [labelSmoothing, classWeights]

  /// The loss that the options ask for.
  ///
  /// - Throws: `UsageError` when there are not as many weights as classes.
  public static func loss(_ arguments: Arguments, for images: LabelledImages) throws(UsageError) -> TrainingLoss {
    let weights: [Double]?
    switch arguments[classWeights] {
    case nil: weights = nil
    case .balanced: weights = ClassWeights.balanced(images.trainingCounts, rows: images.trainingRows.count)
    case .given(let values):
      guard values.count == images.classCount else {
        throw UsageError("--class-weights has \(values.count) numbers, but there are \(images.classCount) classes")
      }
      weights = values
    }
    return TrainingLoss(images.kind, labelSmoothing: arguments[labelSmoothing], classWeights: weights)
  }
}
