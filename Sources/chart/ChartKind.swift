internal import Charts
internal import CommandLine
internal import Files
internal import Indexing
internal import Metrics
internal import Records

/// The pictures that can be drawn.
enum ChartKind: String, CaseIterable, OptionValue {
  case curve, epochs, schedule, classes, sizes, confusion, reliability

  /// The picture of records of this kind when nothing else is said.
  init(of kind: RecordKind) {
    switch kind {
    case .image: self = .classes
    case .prediction, .confusionFigures, .confusionClass, .confusionTag, .confusionPair: self = .confusion
    case .epoch: self = .epochs
    case .schedule: self = .schedule
    case .curve, .curveSummary: self = .curve
    }
  }

  /// Whether it can be drawn of records of this kind.
  func isOf(_ kind: RecordKind) -> Bool {
    switch self {
    case .sizes: kind == .image
    case .reliability: kind == .prediction
    default: self == ChartKind(of: kind)
    }
  }

  /// The picture of what was read.
  ///
  /// - Parameter name: How messages call the file.
  /// - Throws: `Failure` when there is nothing to draw, or too much.
  func chart(of records: RecordSummary, named name: String, _ arguments: Arguments) throws -> any Chart {
    switch self {
    case .curve: return CurveChart(points: records.curve, summary: records.curveSummary)
    case .epochs: return EpochChart(records.epochs)
    case .schedule: return ScheduleChart(records.schedule)
    case .classes:
      let count = records.index.counts.count
      guard count <= ClassChart.classLimit else {
        throw Failure(
          "\(name): \(count) classes are too many to tell apart; at most \(ClassChart.classLimit) are drawn")
      }
      return ClassChart(records.index)
    case .sizes:
      guard !records.index.widths.isEmpty else { throw Failure("no record in \(name) has a width and a height") }
      return SizeChart(records.index)
    case .confusion:
      if records.tagPredictionCount > 0 {
        throw Failure(
          "\(name) predicts several classes an image, of which there is no matrix; confusion(1) has their scores")
      }
      guard records.kind != .prediction || records.predictions.labelledCount > 0 else { throw unlabelled(name) }
      do throws(InvalidRecord) {
        return ConfusionChart(try records.matrix(), isNormalized: arguments[ChartTool.normalize])
      } catch {
        throw Failure("\(name): \(error.description)")
      }
    case .reliability:
      guard records.tagPredictionCount == 0 else {
        throw Failure("\(name) predicts several classes an image, whose confidence says nothing of all of them")
      }
      guard records.reliability.count > 0 else { throw unlabelled(name) }
      return ReliabilityChart(records.reliability)
    }
  }

  private func unlabelled(_ name: String) -> Failure {
    Failure("no prediction in \(name) has a label to compare with")
  }
}
