public import Metrics

/// How often predictions are right against how sure they are, and how many are how sure.
public struct ReliabilityChart: Chart {
  private let reliability: Reliability

  /// Takes what was counted.
  public init(_ reliability: Reliability) { self.reliability = reliability }

  /// Lays the picture out: accuracy with its interval above, counts below.
  public func drawing(_ frame: Frame) -> Drawing {
    let ruler = frame.ruler
    let error = reliability.expectedCalibrationError.map { NumberText.short($0) } ?? "unknown"
    let detail =
      "\(NumberText.grouped(String(reliability.count))) predictions, expected calibration error \(error); bars are 95 % intervals"
    var (drawing, rest) = frame.begin("Reliability", detail: detail, usualWidth: 560, usualHeight: 640)
    let split = rest.height * 0.72
    let confidence = Scale(from: 0, to: 1)
    let most = Double(max(reliability.bins.map(\.count).max() ?? 1, 1))
    let counts = Axes.Axis(title: "images", scale: Scale(of: [most], and: [0]), wholeOnly: true)
    let left = max(Axes.leftWidth(counts, height: rest.height - split, ruler: ruler), 40)
    let axes = Axes(
      .init(title: "", scale: confidence), .init(title: "part that is right", scale: confidence),
      in: Rectangle(x: rest.x, y: rest.y, width: rest.width, height: split), right: 16, left: left, ruler: ruler,
      on: &drawing)
    drawing.add(
      .line([axes.place(0, 0), axes.place(1, 1)], width: 1.5, .dashed), .quietInk, title: "as sure as right")
    let corner = axes.place(0.03, 0.95)
    drawing.add(
      .text(Caption("above the dashed line: too modest", at: corner, size: Axes.tickSize)), .quietInk)
    drawing.add(
      .text(Caption("below: too sure", at: axes.place(0.97, 0.05), size: Axes.tickSize, anchor: .end)), .quietInk)
    var line: [Point] = []
    for (number, bin) in reliability.bins.enumerated() where bin.count > 0 {
      let interval = WilsonInterval(successes: bin.correct, count: bin.count)
      let (from, to) = (Double(number) / 10, Double(number + 1) / 10)
      let x = bin.confidence
      drawing.add(.line([axes.place(x, interval.lower), axes.place(x, interval.upper)], width: 1.5), .series(0))
      line.append(axes.place(x, bin.accuracy))
      drawing.add(
        .symbol(.circle, axes.place(x, bin.accuracy), size: 8), .series(0),
        title: "confidence \(NumberText.short(from)) to \(NumberText.short(to)): \(bin.correct) of \(bin.count) right",
        data: [
          .init("confidence", x), .init("accuracy", bin.accuracy), .init("count", bin.count),
          .init("lower", interval.lower), .init("upper", interval.upper),
        ])
    }
    drawing.add(.line(line, width: 2), .series(0))
    drawCounts(
      counts, in: Rectangle(x: rest.x, y: rest.y + split, width: rest.width, height: rest.height - split), left: left,
      ruler, on: &drawing)
    return drawing
  }

  private func drawCounts(
    _ counts: Axes.Axis, in frame: Rectangle, left: Double, _ ruler: Ruler, on drawing: inout Drawing
  ) {
    let axes = Axes(
      .init(title: "confidence: the largest probability", scale: Scale(from: 0, to: 1)), counts, in: frame, right: 16,
      left: left, ruler: ruler, on: &drawing)
    for (number, bin) in reliability.bins.enumerated() where bin.count > 0 {
      let (from, to) = (Double(number) / 10, Double(number + 1) / 10)
      let (top, foot) = (axes.place(from, Double(bin.count)), axes.place(to, 0))
      let bar = Rectangle(x: top.x + 1, y: top.y, width: foot.x - top.x - 2, height: foot.y - top.y)
      drawing.add(
        .rectangle(bar), .series(0),
        title: "confidence \(NumberText.short(from)) to \(NumberText.short(to)): \(bin.count)")
    }
  }
}
