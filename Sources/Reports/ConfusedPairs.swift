internal import Files
internal import Metrics
internal import Records

/// The predictions behind each cell of a confusion matrix.
struct ConfusedPairs {
  /// A cell with something in it.
  struct Pair {
    let actual: String
    let predicted: String
    /// The most incorrect first; of right ones, the least sure.
    var predictions: [PredictionRecord]
    var isRight: Bool { actual.isExactly(predicted) }
    /// Where it is on the page.
    let id: String
    /// How many of its photographs are shown.
    var shownCount = 0
  }

  /// The mistakes, the most frequent first, and then what is right, class by class.
  private(set) var pairs: [Pair] = []
  private let places: [String: Int]

  /// The most photographs of one cell, and of all.
  private static let mostOfPair = 12
  private static let mostOfRight = 4
  private static let mostInAll = 600
  /// More cells than this are not listed.
  private static let mostPairs = 3_000

  init(_ predictions: [PredictionRecord], _ matrix: ConfusionMatrix) {
    struct Key: Hashable {
      let actual: ExactText
      let predicted: ExactText
    }
    var groups: [Key: [PredictionRecord]] = [:]
    for prediction in predictions {
      guard case .one(let actual)? = prediction.actual, case .one(let predicted) = prediction.predicted else {
        continue
      }
      groups[Key(actual: ExactText(actual), predicted: ExactText(predicted)), default: []].append(prediction)
    }
    let classes = Vocabulary(matrix.classes)
    for (key, group) in groups {
      guard let row = classes.index(of: key.actual.text), let column = classes.index(of: key.predicted.text) else {
        continue
      }
      let ranking: PredictionRanking = key.actual == key.predicted ? .mostUncertain : .mostIncorrect
      pairs.append(
        Pair(
          actual: key.actual.text, predicted: key.predicted.text,
          predictions: ranking.choose(.max, of: group), id: "cell-\(row)-\(column)"))
    }
    pairs.sort { first, second in
      if first.isRight != second.isRight { return second.isRight }
      if !first.isRight, first.predictions.count != second.predictions.count {
        return first.predictions.count > second.predictions.count
      }
      if !first.actual.isExactly(second.actual) { return Vocabulary.precedes(first.actual, second.actual) }
      return Vocabulary.precedes(first.predicted, second.predicted)
    }
    pairs = Array(pairs.prefix(ConfusedPairs.mostPairs))
    var left = ConfusedPairs.mostInAll
    for place in pairs.indices {
      let most = pairs[place].isRight ? ConfusedPairs.mostOfRight : ConfusedPairs.mostOfPair
      pairs[place].shownCount = min(most, pairs[place].predictions.count, left)
      left -= pairs[place].shownCount
    }
    places = Dictionary(pairs.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The mistakes, the most frequent first.
  var mistakes: ArraySlice<Pair> { pairs.prefix { !$0.isRight } }

  /// The link to a cell; `nil` when there is nothing in it, or it is not listed.
  func link(_ actual: Int, _ predicted: Int) -> String? {
    let id = "cell-\(actual)-\(predicted)"
    return places[id] == nil ? nil : "#\(id)"
  }

  /// The paths of all photographs that are shown.
  var paths: [String] { pairs.flatMap { $0.predictions.prefix($0.shownCount).map(\.path) } }
}
