internal import CommandLine
internal import Files
internal import Metrics
internal import Records

/// Which predictions a sheet shows, and in which groups.
struct SheetSelection {
  /// Predictions under a heading.
  struct Group {
    let heading: String?
    let predictions: [PredictionRecord]
  }

  let ranking: PredictionRanking
  private let count: Int
  private let className: String?
  private let isPerClass: Bool

  private static let usualCount = 16

  /// Reads the command line; without a choice, the most incorrect are shown.
  init(_ arguments: Arguments) throws(UsageError) {
    let options = [
      ContactSheetTool.mostIncorrect, ContactSheetTool.mostCorrect, ContactSheetTool.mostUncertain,
      ContactSheetTool.random,
    ]
    let given = options.filter { arguments.isSet($0) }
    guard given.count < 2 else { throw UsageError("--\(given[0].name) and --\(given[1].name) exclude each other") }
    let option = given.first ?? ContactSheetTool.mostIncorrect
    ranking =
      switch option.name {
      case ContactSheetTool.mostCorrect.name: .mostCorrect
      case ContactSheetTool.mostUncertain.name: .mostUncertain
      case ContactSheetTool.random.name: .random(seed: arguments[SharedOptions.seed])
      default: .mostIncorrect
      }
    count = arguments[option] ?? SheetSelection.usualCount
    className = arguments[ContactSheetTool.className]
    isPerClass = arguments[ContactSheetTool.perClass]
    if className != nil, isPerClass { throw UsageError("--class and --per-class exclude each other") }
  }

  /// Chooses; groups come in the order of the classes' code points.
  ///
  /// - Throws: `Failure` where labels are needed and there are none, or a class is not there.
  func groups(of predictions: [PredictionRecord], named name: String) throws -> [Group] {
    let labelled = predictions.filter { $0.actual != nil }
    if ranking.needsLabels || isPerClass || className != nil, labelled.isEmpty {
      throw Failure("no prediction in \(name) has a label to compare with")
    }
    if let className {
      let shown = labelled.filter { $0.actual?.keys.contains(ExactText(className)) ?? false }
      guard !shown.isEmpty else { throw Failure("no image in \(name) shows '\(className)'") }
      return [Group(heading: nil, predictions: ranking.choose(count, of: shown))]
    }
    guard isPerClass else { return [Group(heading: nil, predictions: ranking.choose(count, of: predictions))] }
    let classes = Vocabulary(sorting: Set(labelled.flatMap { $0.actual?.keys ?? [] })).classes
    return classes.map { name in
      let shown = labelled.filter { $0.actual?.keys.contains(ExactText(name)) ?? false }
      return Group(heading: name, predictions: ranking.choose(count, of: shown))
    }.filter { !$0.predictions.isEmpty }
  }

  /// What the sheet shows, in words.
  func title(of groups: [Group], among total: Int) -> String {
    let shown = groups.reduce(0) { $0 + $1.predictions.count }
    let part = className.map { " of '\($0)'" } ?? ""
    let what =
      switch ranking {
      case .mostIncorrect: shown == 0 ? "No prediction\(part) is wrong" : "Most incorrect\(part)"
      case .mostCorrect: shown == 0 ? "No prediction\(part) is right" : "Most correct\(part)"
      case .mostUncertain: "Most uncertain\(part)"
      case .random: "Random images\(part)"
      }
    return shown == 0 ? what : "\(what): \(shown) of \(total)"
  }
}
