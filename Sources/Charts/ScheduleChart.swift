public import Records

/// The learning rate of each batch, before or without a training.
public struct ScheduleChart: Chart {
  private let batches: [ScheduleRecord]

  /// Takes the batches of one plan, in order.
  public init(_ batches: [ScheduleRecord]) { self.batches = batches }

  /// Lays the picture out: a line a layer group, and the momentum below where it changes.
  public func drawing(_ frame: Frame) -> Drawing {
    let (epochs, cycles) = ((batches.last?.epoch ?? -1) + 1, (batches.last?.cycle ?? -1) + 1)
    let detail = [(batches.count, "batch", "batches"), (epochs, "epoch", "epochs"), (cycles, "cycle", "cycles")].map {
      "\(NumberText.grouped(String($0.0))) \($0.0 == 1 ? $0.1 : $0.2)"
    }.joined(separator: ", ")
    var (drawing, rest) = frame.begin("Learning rate by batch", detail: detail, usualWidth: 720, usualHeight: 400)
    let lines = rateLines
    let highest = batches.flatMap(\.learningRates).max() ?? 1
    // Rates of several groups are decades apart; the ends of cosines are far below them all, where nobody looks.
    let lowest = lines.map { line in line.points.map(\.y).max() ?? highest }.min() ?? highest
    let isLogarithmic = highest / lowest >= 5
    let scale =
      isLogarithmic
      ? Scale(of: [lowest / 100, highest], isLogarithmic: true, padding: 0.02)
      : Scale(of: [highest], and: [0], padding: 0.04)
    let x = Axes.Axis(
      title: "batch", scale: Scale(from: 0, to: max(Double(batches.count - 1), 1)), wholeOnly: true)
    var panels = [LinePanel(x: x, y: .init(title: "learning rate", scale: scale), lines: lines)]
    let momenta = batches.map { Point(x: Double($0.batch), y: $0.momentum ?? .nan) }
    if momenta.contains(where: \.isFinite) {
      panels[0].x.title = ""
      panels.append(
        LinePanel(
          x: x, y: .init(title: "momentum", scale: Scale(of: momenta.map(\.y))),
          lines: [.init(name: "momentum", points: momenta, style: 2)]))
    }
    PanelStack(panels: panels).draw(in: rest, ruler: frame.ruler, on: &drawing)
    return drawing
  }

  private var rateLines: [LinePanel.Line] {
    let count = batches.map(\.learningRates.count).max() ?? 0
    let names: [String] =
      switch count {
      case 1: ["learning rate"]
      case 2: ["late layers", "head"]
      case 3: ["early layers", "late layers", "head"]
      default: (0..<count).map { "group \($0 + 1)" }
      }
    return names.enumerated().map { group, name in
      LinePanel.Line(
        name: name,
        points: batches.map {
          Point(x: Double($0.batch), y: group < $0.learningRates.count ? $0.learningRates[group] : .nan)
        }, style: count - 1 - group)
    }
  }
}
