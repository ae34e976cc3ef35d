import Charts
import Foundation
import Images
import Indexing
import Metrics
import Records
import TestSupport
import Testing

@Suite struct ChartTests {
  private func svg(_ chart: any Chart, width: Double? = nil, height: Double? = nil, _ theme: Theme = .light) throws
    -> ParsedMarkup
  {
    let drawing = chart.drawing(Frame(width: width, height: height, ruler: try .letters()))
    return try parsed(drawing.svg(.file(theme)))
  }

  private func parsed(_ text: String) throws -> ParsedMarkup {
    let svg = ParsedMarkup(text)
    try #require(svg.error == nil, "\(svg.error ?? "")")
    return svg
  }

  private let curve = CurveChart(
    points: (0..<40).map {
      CurveRecord(batch: $0, learningRate: 1e-5 * pow(1.4, Double($0)), loss: 2 / Double($0 + 1))
    },
    summary: CurveSummaryRecord(suggestion: 0.0031, minimum: 0.031, valley: nil))

  /// The numbers are in the picture, and each place is where its number belongs: rates by their logarithm, losses upwards.
  @Test func curveHasThePointsOfTheRecords() throws {
    let svg = try svg(curve)
    let line = try #require(svg.all("polyline").first { $0["data-series"] == "loss" })
    let rates = numbers(line["data-x"]), losses = numbers(line["data-y"])
    #expect(rates == (0..<40).map { 1e-5 * pow(1.4, Double($0)) } && losses == (0..<40).map { 2 / Double($0 + 1) })
    let pairs = try #require(line["points"]).split(separator: " ")
    let places = pairs.map { numbers(String($0).replacing(",", with: " ")) }
    expectProportional(places.map { $0[0] }, to: rates.map(log10))
    expectProportional(places.map { -$0[1] }, to: losses)
    let marks = svg.all("polyline").filter { $0["data-name"] != nil }
    #expect(marks.map { $0["data-name"] } == ["suggestion 0.0031", "minimum 0.031"])
    #expect(marks.map { numbers($0["data-x"]) } == [[0.0031], [0.031]])
    #expect(svg.texts.contains("a rate to train with: 0.0031"))
  }

  private func numbers(_ text: String?) -> [Double] { (text ?? "").split(separator: " ").compactMap { Double($0) } }

  /// Whether differences of the ones are a multiple above 0 of differences of the others, to the hundredth that is written.
  private func expectProportional(_ places: [Double], to values: [Double]) {
    let (first, last) = (0, values.count - 1)
    let unit = (places[last] - places[first]) / (values[last] - values[first])
    #expect(unit > 0)
    for (place, value) in zip(places, values) {
      #expect(abs(place - places[first] - unit * (value - values[first])) < 0.021)
    }
  }

  private func epoch(_ number: Int, _ training: Double, _ validation: Double?) -> EpochRecord {
    EpochRecord(
      epoch: number, cycle: 0, trainingLoss: training, validationLoss: validation,
      metrics: [("accuracy", validation.map { 1 - $0 })], learningRates: [0.1], seconds: 1, imagesPerSecond: 1)
  }

  @Test func linesAreBrokenWhereNothingIsKnown() throws {
    let svg = try svg(EpochChart([epoch(0, 0.9, 0.5), epoch(1, .nan, 0.4), epoch(2, 0.7, nil), epoch(3, 0.6, 0.45)]))
    func lines(_ name: String) -> [[String?]] {
      svg.all("polyline").filter { $0["data-series"] == name }.map { [$0["data-x"], $0["data-y"]] }
    }
    #expect(lines("training") == [["0.0", "0.9"], ["2.0 3.0", "0.7 0.6"]])
    #expect(lines("validation") == [["0.0 1.0", "0.5 0.4"], ["3.0", "0.45"]])
    #expect(lines("accuracy") == [["0.0 1.0", "0.5 0.6"], ["3.0", "0.55"]])
    #expect(svg.texts.contains { $0.contains("smallest after epoch 1") })
    // A line of one point has a circle to be seen.
    #expect(svg.all("circle").count == 3 && svg.all("rect").count >= 1)
  }

  @Test func nothingKnownIsSaid() throws {
    #expect(try svg(EpochChart([epoch(0, .nan, nil)])).texts.contains("no loss is known"))
    let empty = CurveChart(points: [CurveRecord(batch: 0, learningRate: 0.1, loss: .nan)], summary: nil)
    #expect(try svg(empty).texts.contains("no loss is a number"))
  }

  @Test func scheduleHasALineAGroup() throws {
    let batches = (0..<6).map {
      ScheduleRecord(
        batch: $0, epoch: $0 / 3, cycle: 0, learningRates: [1e-4 / Double($0 + 1), 1e-2 / Double($0 + 1)],
        momentum: 0.9)
    }
    let svg = try svg(ScheduleChart(batches))
    let lines = svg.all("polyline").filter { $0["data-series"] != nil }
    #expect(lines.map { $0["data-series"] } == ["late layers", "head", "momentum"])
    #expect(numbers(lines[1]["data-y"]) == batches.map { $0.learningRates[1] })
    #expect(svg.texts.contains("6 batches, 2 epochs, 1 cycle"))
  }

  /// The counts that scikit-learn gives (`MetricsTests/Reference/make-reference.py`).
  @Test func matrixHasScikitLearnsNumbers() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "MetricsTests/Reference/metrics.json")
    let reference = try #require(try JSONValue(parsing: Array(Data(contentsOf: file))).object)
    let classes = try #require(reference["classes"]?.strings)
    let counts = try #require(reference["matrix"]?.doubles).map { Int($0) }
    var matrix = ConfusionMatrix(classes: classes)
    for (place, count) in counts.enumerated() {
      matrix.add(actual: place / classes.count, predicted: place % classes.count, count: count)
    }
    let svg = try svg(ConfusionChart(matrix))
    let cells = svg.all("rect").filter { $0["data-count"] != nil }
    #expect(cells.compactMap { $0["data-count"].flatMap { Int($0) } } == counts)
    #expect(cells.map { $0["data-label"] } == classes.flatMap { name in classes.map { _ in name } })
    #expect(cells.map { $0["data-predicted"] } == classes.flatMap { _ in classes })
    for (place, cell) in cells.enumerated() {
      let row = counts[place / classes.count * classes.count..<(place / classes.count + 1) * classes.count].reduce(0, +)
      let part = row == 0 ? 0 : Double(counts[place]) / Double(row)
      #expect(cell["data-part"].flatMap { Double($0) } == part)
    }
  }

  private func matrix(_ count: Int) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classes: (0..<count).map { "class number \($0)" })
    for place in 0..<count {
      matrix.add(actual: place, predicted: place, count: 20 + place)
      matrix.add(actual: place, predicted: (place * 7 + 3) % count)
    }
    return matrix
  }

  /// Letters of at least nine pixels, a name for each class up to 120, and nothing outside of the picture.
  @Test(arguments: [1, 2, 12, 120, 1_000]) func matricesOfAnySizeAreReadable(_ count: Int) throws {
    let svg = try svg(ConfusionChart(matrix(count)))
    let names = svg.all("text").filter { $0.text.hasPrefix("class number") }
    #expect(count > 150 || names.count == 2 * count)
    for name in names { #expect(Double(name["font-size"] ?? "") ?? 0 >= 8) }
    let size = (
      try #require(svg.root["width"].flatMap { Double($0) }), try #require(svg.root["height"].flatMap { Double($0) })
    )
    #expect(max(size.0, size.1) < 3_000)
    for cell in svg.all("rect") where cell["data-count"] != nil {
      let right = (Double(cell["x"] ?? "") ?? .nan) + (Double(cell["width"] ?? "") ?? .nan)
      let bottom = (Double(cell["y"] ?? "") ?? .nan) + (Double(cell["height"] ?? "") ?? .nan)
      #expect(right <= size.0 && bottom <= size.1)
    }
  }

  @Test func linksLeadFromCells() throws {
    let chart = ConfusionChart(matrix(4)) { $0 == $1 ? nil : "#pair-\($0)-\($1)" }
    let text = chart.drawing(Frame(ruler: try .letters())).svg(.page)
    let svg = try parsed(text)
    #expect(svg.all("a").map { $0["href"] } == ["#pair-0-3", "#pair-1-2", "#pair-2-1", "#pair-3-0"])
    #expect(svg.root["role"] == "group" && text.contains("var(--full)") && !text.contains("#08306b"))
  }

  @Test func sizesAndClassesAreCounted() throws {
    let sizes = [(500, 375), (500, 333), (97, 102), (3264, 2562)]
    let records = sizes.enumerated().map { number, size in
      ImageRecord(
        path: "\(number).jpg", split: number == 0 ? .valid : .train, label: number < 2 ? "a" : "b", width: size.0,
        height: size.1)
    }
    let index = IndexSummary(records)
    let bars = try svg(SizeChart(index)).all("rect").filter { $0["data-count"] != nil }
    for (name, values) in [("width", sizes.map(\.0)), ("height", sizes.map(\.1))] {
      let own = bars.filter { $0["data-series"] == name }
      for bar in own {
        let (from, to) = (Double(bar["data-from"] ?? "") ?? .nan, Double(bar["data-to"] ?? "") ?? .nan)
        #expect(bar["data-count"] == String(values.count { Double($0) >= from && Double($0) < to }))
      }
      #expect(own.compactMap { Int($0["data-count"] ?? "") }.reduce(0, +) == 4)
    }
    let counts = try svg(ClassChart(index)).all("rect").filter { $0["data-count"] != nil }
    #expect(
      counts.map { [$0["data-class"], $0["data-split"], $0["data-count"]] } == [
        ["a", "train", "1"], ["a", "valid", "1"], ["b", "train", "2"],
      ])
  }

  @Test func reliabilityHasItsNumbers() throws {
    var reliability = Reliability()
    for (confidence, isRight) in [(0.55, true), (0.58, false), (0.95, true), (0.97, true), (0.99, false)] {
      reliability.add(
        PredictionRecord(
          path: "a", split: nil, actual: .one(isRight ? "x" : "y"), predicted: .one("x"), confidence: Float(confidence),
          loss: nil, probabilities: []))
    }
    let points = try svg(ReliabilityChart(reliability)).all("circle").filter { $0["data-accuracy"] != nil }
    #expect(points.map { $0["data-accuracy"] } == ["0.5", (2.0 / 3).description])
    #expect(points.map { $0["data-count"] } == ["2", "3"])
  }

  private static let strangeNames = [
    "<script>alert(1)</script>", "]]>&amp;\"'", "\u{202E}abc", "a\nb\0c\u{1B}[31m", "שלום", "🐜", "\u{FFFE}\u{FFFF}",
    String(repeating: "long ", count: 2_000), "", " ",
  ]

  /// Whatever a class is called, it is text, and the picture is well-formed XML.
  @Test(arguments: strangeNames) func strangeNamesAreText(_ name: String) throws {
    var matrix = ConfusionMatrix(classes: [name, "other"])
    matrix.add(actual: 0, predicted: 1, count: 3)
    let svg = try svg(ConfusionChart(matrix), width: 400, height: 400)
    #expect(svg.all("script").isEmpty)
    let cell = try #require(svg.all("rect").first { $0["data-count"] == "3" })
    #expect(cell["data-label"] == name.drawable(shortening: .end))
    let index = IndexSummary([ImageRecord(path: "a", split: .train, label: name)])
    #expect(try self.svg(ClassChart(index)).all("script").isEmpty)
  }

  @Test(arguments: [false, true]) func samePictureSameBytes(_ isDark: Bool) throws {
    let theme: Theme = isDark ? .dark : .light
    let frame = Frame(ruler: try .letters())
    let drawing = curve.drawing(frame)
    #expect(drawing.svg(.file(theme)) == curve.drawing(frame).svg(.file(theme)))
    let image = try drawing.image(theme, scale: 1.5)
    #expect(try curve.drawing(frame).image(theme, scale: 1.5) == image)
    #expect((image.width, image.height) == (1080, 660))
    let other: Theme = isDark ? .light : .dark
    #expect(try drawing.image(other, scale: 1.5) != image)
  }

  /// Contrasts of the Web Content Accessibility Guidelines 2.2: 4.5 for text.
  @Test(arguments: [false, true]) func textCanBeReadOnItsGround(_ isDark: Bool) {
    let theme: Theme = isDark ? .dark : .light
    func luminance(_ colour: Colour) -> Double {
      let parts = [colour.red, colour.green, colour.blue].map {
        $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func contrast(_ text: Paint, on ground: Paint) -> Double {
      let both = [text, ground].map { luminance(theme.colour(of: $0)) }.sorted()
      return (both[1] + 0.05) / (both[0] + 0.05)
    }
    for paint in [Paint.ink, .quietInk, .accent, .series(0), .series(1), .series(2)] {
      #expect(contrast(paint, on: .paper) >= 4.5, "\(paint)")
    }
    for step in 0...100 {
      let part = Double(step) / 100
      #expect(contrast(.onScale(part), on: .scale(part)) >= 4.45, "\(part)")
    }
  }

  @Test func terminalsHaveNoEscapesWithoutColours() throws {
    let drawing = curve.drawing(
      Frame(width: 80 * Drawing.cellSize.width, height: 24 * Drawing.cellSize.height, ruler: .cells()))
    let plain = drawing.terminalText(.light, .none)
    let lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 25 && lines.allSatisfy { $0.count <= 80 } && !plain.contains("\u{1B}"))
    #expect(plain.contains("suggestion 0.0031") && plain.contains("1e-4"))
    let coloured = drawing.terminalText(.light, .palette)
    #expect(
      coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "").filter { !$0.isWhitespace } == plain.filter { !$0.isWhitespace })
    #expect(drawing.terminalText(.light, .all).contains("38;2;"))
  }
}

extension ParsedMarkup {
  fileprivate var root: Element { elements[0] }
  fileprivate var texts: [String] { all("text").map(\.text) }
}
