public import Records

/// How the loss went while the learning rate grew, with the rates that follow from it.
public struct CurveChart: Chart {
  private let points: [CurveRecord]
  private let summary: CurveSummaryRecord?

  /// Takes the batches of a search, and what it came to.
  public init(points: [CurveRecord], summary: CurveSummaryRecord?) {
    self.points = points
    self.summary = summary
  }

  /// Lays the picture out: rates along a logarithmic axis.
  public func drawing(_ frame: Frame) -> Drawing {
    let detail =
      summary.map { "a rate to train with: \(NumberText.short($0.suggestion))" } ?? "the search gave no suggestion"
    var (drawing, rest) = frame.begin("Learning rate", detail: detail, usualWidth: 720, usualHeight: 440)
    var highlights: [LinePanel.Highlight] = []
    if let summary {
      highlights.append(.init(x: summary.suggestion, text: "suggestion \(NumberText.short(summary.suggestion))"))
      if let valley = summary.valley {
        highlights.append(.init(x: valley, text: "valley \(NumberText.short(valley))", isMain: false))
      }
      highlights.append(.init(x: summary.minimum, text: "minimum \(NumberText.short(summary.minimum))", isMain: false))
    }
    let panel = LinePanel(
      x: .init(
        title: "learning rate",
        scale: Scale(of: points.map(\.learningRate), and: highlights.map(\.x), isLogarithmic: true, padding: 0.02)),
      y: .init(title: "training loss, smoothed", scale: Scale(of: points.map(\.loss))),
      lines: [.init(name: "loss", points: points.map { Point(x: $0.learningRate, y: $0.loss) }, style: 0)],
      highlights: highlights, emptyText: "no loss is a number")
    panel.draw(in: rest, ruler: frame.ruler, on: &drawing)
    return drawing
  }
}
