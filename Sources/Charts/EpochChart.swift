public import Records

/// Losses and metrics by epoch, with the best epoch marked.
public struct EpochChart: Chart {
  private let epochs: [EpochRecord]

  /// Takes the epochs of one training, in order.
  public init(_ epochs: [EpochRecord]) { self.epochs = epochs }

  /// The names of the metrics; the threshold of one is none itself.
  private var metricNames: [String] {
    var names: [String] = []
    for metric in epochs.flatMap(\.metrics) where metric.name != "threshold" && !names.contains(metric.name) {
      names.append(metric.name)
    }
    return names
  }

  /// What is known of whether the training went on for too long.
  private var detail: String {
    let known = epochs.filter { $0.validationLoss != nil }
    guard let best = known.min(by: { ($0.validationLoss ?? 0) < ($1.validationLoss ?? 0) }), let last = known.last
    else {
      return "no validation images: how good the result is, is not known"
    }
    guard best.epoch != last.epoch else {
      return "validation loss smallest after the last epoch, \(best.epoch)"
    }
    return "validation loss smallest after epoch \(best.epoch), larger after the last: does it over-fit?"
  }

  /// Lays the picture out: losses above, metrics below.
  public func drawing(_ frame: Frame) -> Drawing {
    var (drawing, rest) = frame.begin("Losses and metrics", detail: detail, usualWidth: 720, usualHeight: 560)
    func line(_ name: String, _ style: Int, _ value: (EpochRecord) -> Double?) -> LinePanel.Line {
      LinePanel.Line(
        name: name, points: epochs.map { Point(x: Double($0.epoch), y: value($0) ?? .nan) }, style: style)
    }
    let metrics = metricNames
    let x = Axes.Axis(title: "epoch", scale: Scale(of: epochs.map { Double($0.epoch) }, padding: 0.03), wholeOnly: true)
    var above = x
    above.title = metrics.isEmpty ? x.title : ""
    let losses = [line("training", 0, \.trainingLoss), line("validation", 1, \.validationLoss)]
    var panels = [
      LinePanel(
        x: above, y: .init(title: "loss", scale: Scale(of: losses.flatMap(\.points).map(\.y))), lines: losses,
        emptyText: "no loss is known")
    ]
    if !metrics.isEmpty {
      let lines = metrics.enumerated().map { number, name in
        line(name, number + 1) { epoch in epoch.metrics.first { $0.name == name }?.value }
      }
      panels.append(
        LinePanel(
          x: x,
          y: .init(
            title: "\(metrics.joined(separator: ", ")) on the validation images",
            scale: Scale(of: lines.flatMap(\.points).map(\.y))), lines: lines, emptyText: "no validation images"))
    }
    PanelStack(panels: panels).draw(in: rest, ruler: frame.ruler, on: &drawing)
    return drawing
  }
}

/// Panels above each other, whose axes begin and end at the same places.
struct PanelStack {
  var panels: [LinePanel]

  func draw(in frame: Rectangle, ruler: Ruler, on drawing: inout Drawing) {
    let height = frame.height / Double(panels.count)
    let left = panels.map { Axes.leftWidth($0.y, height: height, ruler: ruler) }.max() ?? 0
    let right = panels.map { LinePanel.right($0.lines, ruler: ruler, limit: frame.width / 3) }.max() ?? 0
    for (row, panel) in panels.enumerated() {
      let place = Rectangle(x: frame.x, y: frame.y + Double(row) * height, width: frame.width, height: height - 4)
      panel.draw(in: place, left: left, right: right, ruler: ruler, on: &drawing)
    }
  }
}
