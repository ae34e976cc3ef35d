public import CommandLine
public import Networks
internal import Training

/// The options about what the head is made of.
public enum HeadOptions {
  /// The option `--hidden`: the widths of hidden layers.
  public static let hidden = Option<CommaSeparated<Int>>(
    "hidden", value: "WIDTHS", default: CommaSeparated([512]),
    limits: Limits("the widths of hidden layers, from 1 to 65536, or 0 for none") { widths in
      widths.values == [0] || widths.values.allSatisfy { (1...65_536).contains($0) }
    }, help: "put hidden layers of WIDTHS, separated by commas, before the classes; 0 for none")
  /// The option `--dropout`: how much of what a layer takes is set to zero.
  public static let dropout = Option<CommaSeparated<Double>?>(
    "dropout", value: "PARTS", describedAs: "0.25 for hidden layers, 0.5 for the last",
    limits: Limits("numbers from 0 to below 1") { $0?.values.allSatisfy { $0 >= 0 && $0 < 1 } ?? true },
    help: "set random PARTS of what each layer takes to zero; a single number is for every layer")

  /// The option `--linear`: no hidden layer.
  public static let linear = Flag(
    "linear", help: "no hidden layers and no dropout: a linear map of the standardised features")

  /// All of them, in the order of the manual.
  public static let all: [any OptionRow] = [hidden, dropout, linear]

  /// The head to start from, for rows of so many features.
  ///
  /// - Throws: `UsageError` for options that do not go together.
  public static func head(_ arguments: Arguments, inputs: Int, classes: Int) throws(UsageError) -> Head {
    if arguments[linear], arguments.isSet(hidden) || arguments.isSet(dropout) {
      throw UsageError("--linear excludes --\(arguments.isSet(hidden) ? hidden.name : dropout.name)")
    }
    let widths = arguments[linear] || arguments[hidden].values == [0] ? [] : arguments[hidden].values
    let usualParts = arguments[linear] ? [0] : Array(repeating: 0.25, count: widths.count) + [0.5]
    var parts = arguments[dropout]?.values ?? usualParts
    if parts.count == 1 { parts = Array(repeating: parts[0], count: widths.count + 1) }
    guard parts.count == widths.count + 1 else {
      throw UsageError("--dropout has \(parts.count) numbers, but there are \(widths.count + 1) layers")
    }
    let layers = [inputs] + widths + [classes]
    let weightCount = zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weightCount <= 1 << 28 else {
      throw UsageError("--hidden makes a head of \(weightCount) weights; at most \(1 << 28) are possible")
    }
    return Head(
      inputs: inputs, classes: classes, hidden: widths, dropout: parts,
      seed: arguments[SharedOptions.seed])
  }
}
