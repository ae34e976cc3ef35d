public import CommandLine
internal import Records
public import Training

/// What `--find-lr` does: it looks for a learning rate and writes the curve instead of what would be trained.
public enum RateSearch {
  /// The option `--find-lr`.
  public static let isWanted = Flag(
    "find-lr", help: "train nothing, but write how the loss goes while the rate grows, and a rate to train with")
  /// The option `--from`: the first rate.
  public static let lowest = Option<Double>(
    "from", value: "RATE", default: 1e-5, limits: .above(0), help: "begin --find-lr with RATE")
  /// The option `--to`: the last rate.
  public static let highest = Option<Double>(
    "to", value: "RATE", default: 10, limits: .above(0), help: "let the rates of --find-lr come up to RATE")

  /// All of them, in the order of the manual.
  public static let all: [any OptionRow] = [isWanted, lowest, highest]

  /// Makes sure that the rates are given only where they mean something.
  ///
  /// - Throws: `UsageError`.
  public static func checkAbsence(_ arguments: Arguments) throws(UsageError) {
    for option in [lowest, highest] where arguments.isSet(option) {
      throw UsageError("--\(option.name) goes with --\(isWanted.name)")
    }
  }

  /// The rates to try.
  ///
  /// - Throws: `UsageError` when one of `others` is given, which mean nothing then.
  public static func range(_ arguments: Arguments, excluding others: [any OptionRow]) throws(UsageError)
    -> LearningRateRange
  {
    for option in others where arguments.isSet(option) {
      throw UsageError("--\(option.name) and --\(isWanted.name) exclude each other")
    }
    let (from, to) = (arguments[lowest], arguments[highest])
    guard from < to else {
      throw UsageError("--from \(from.argumentText) is not below --to \(to.argumentText)")
    }
    return LearningRateRange(lowest: from, highest: to)
  }

  /// Writes a record a batch, and what to make of them.
  ///
  /// - Throws: `NoSuggestion` when the loss blew up before it said anything.
  public static func run(
    _ range: LearningRateRange, for tool: Invocation,
    search: ((LearningRateCurve.Point) throws -> Void) throws -> LearningRateCurve
  ) throws {
    var writer = try RecordWriter()
    // A search ends when the loss blows up: nobody knows when.
    let progress = Progress("batches", total: 0, for: tool)
    let curve = try search { point in
      try writer.write(CurveRecord(batch: point.batch, learningRate: point.learningRate, loss: point.loss).object)
      progress.advance(note: ", loss \(EpochTable.rounded(point.loss))")
    }
    progress.finish()
    guard let suggestion = curve.suggestion, let minimum = curve.minimum else {
      try writer.commit()
      throw NoSuggestion(batches: curve.points.count, from: range.lowest)
    }
    try writer.write(CurveSummaryRecord(suggestion: suggestion, minimum: minimum, valley: curve.valley).object)
    try writer.commit()
    if curve.endsFalling {
      tool.note("the loss still fell at the highest rates: the suggestion may be too low; try a higher --to")
    }
    tool.note("a rate to train with: \(EpochTable.rounded(suggestion)), a tenth of that of the smallest loss")
  }
}

/// Says that too little was seen for a suggestion.
public struct NoSuggestion: Error, CustomStringConvertible {
  let batches: Int
  let from: Double
  /// Says how far the search came.
  public var description: String {
    "the loss blew up after \(batches) \(batches == 1 ? "batch" : "batches"): too few points to suggest a rate; try a --from below "
      + from.argumentText
  }
}
