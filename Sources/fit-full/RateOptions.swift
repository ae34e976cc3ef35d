internal import CommandLine
internal import Networks
internal import Training

/// The options about which layers learn, and how fast.
enum RateOptions {
  /// What is frozen.
  enum Freeze: String, CaseIterable, OptionValue {
    case none, early, body

    var firstTrained: LayerGroup {
      switch self {
      case .none: .early
      case .early: .late
      case .body: .head
      }
    }
  }

  static let freeze = Option<Freeze>(
    "freeze", value: "LAYERS", default: .none,
    help: "leave the whole body, or its layers near the pixels, as they are")
  static let learningRate = Option<CommaSeparated<Double>>(
    "lr", value: "RATES", default: CommaSeparated([0.01]),
    limits: Limits("numbers above 0") { $0.values.allSatisfy { $0 > 0 && $0.isFinite } },
    help: "take steps of RATES times the gradient: one rate, or one for each layer group that learns, the head's last")
  static let divisor = Option<Double?>(
    "lr-divisor", value: "NUMBER", limits: Limits<Double>.atLeast(1).optional,
    help: "let each layer group learn at the rate of the next one divided by NUMBER")

  /// The rates that the options ask for.
  ///
  /// - Throws: `UsageError` when their number is wrong.
  static func rates(_ arguments: Arguments) throws(UsageError) -> LayerRates {
    let first = arguments[freeze].firstTrained
    let groups = LayerGroup.allCases.count { $0 >= first }
    var rates = arguments[learningRate].values
    if let divisor = arguments[divisor] {
      guard rates.count == 1 else { throw UsageError("--lr-divisor goes with one --lr, that of the head") }
      for _ in 1..<groups { rates.insert(rates[0] / divisor, at: 0) }
    }
    guard let result = LayerRates(firstTrained: first, rates: rates) else {
      throw UsageError(
        "--lr has \(rates.count) rates, but \(groups == 1 ? "only the head learns" : "\(groups) layer groups learn")")
    }
    return result
  }
}
