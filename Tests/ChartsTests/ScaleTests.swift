import Charts
import Testing

@Suite struct ScaleTests {
  private func labels(_ scale: Scale, _ count: Int, wholeOnly: Bool = false) -> [String] {
    scale.ticks(count, wholeOnly: wholeOnly).compactMap(\.label)
  }

  /// The values of d3-array 3 (`d3.ticks(start, stop, count)`).
  @Test func linearTicksAreRoundNumbers() {
    #expect(labels(Scale(from: 0, to: 1), 5) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(Scale(from: 0, to: 1), 2) == ["0.0", "0.5", "1.0"])
    #expect(labels(Scale(from: 0.913, to: 0.957), 4) == ["0.92", "0.93", "0.94", "0.95"])
    #expect(labels(Scale(from: -3, to: 12_600), 3) == ["0", "5000", "10\u{2009}000"])
    #expect(labels(Scale(from: 0, to: 3e-7), 3) == ["0", "1e-7", "2e-7", "3e-7"])
    // Multiples of a step, without the error of its sums.
    #expect(Scale(from: 0, to: 1).ticks(10).map(\.value) == (0...10).map { Double($0) / 10 })
  }

  @Test func wholeNumbersHaveNoHalves() {
    #expect(labels(Scale(from: -0.1, to: 3.1), 10, wholeOnly: true) == ["0", "1", "2", "3"])
    #expect(labels(Scale(from: 0, to: 40), 5, wholeOnly: true) == ["0", "10", "20", "30", "40"])
  }

  /// Powers of ten with numbers, their multiples without; where there are few, 2 and 5 times them have numbers, too.
  @Test func logarithmicTicks() {
    let wide = Scale(from: 1e-5, to: 10, isLogarithmic: true).ticks(7)
    #expect(wide.count == 6 * 9 + 1)
    #expect(wide.compactMap(\.label) == ["1e-5", "1e-4", "0.001", "0.01", "0.1", "1", "10"])
    #expect(wide.map(\.value).prefix(10) == [1e-5, 2e-5, 3e-5, 4e-5, 5e-5, 6e-5, 7e-5, 8e-5, 9e-5, 1e-4])
    let narrow = Scale(from: 0.01, to: 0.3, isLogarithmic: true)
    #expect(labels(narrow, 5) == ["0.01", "0.02", "0.05", "0.1", "0.2"])
    // Less than a decade has the ticks of equal differences.
    #expect(labels(Scale(from: 0.2, to: 0.8, isLogarithmic: true), 3) == ["0.2", "0.4", "0.6", "0.8"])
  }

  @Test func placesGrowAsTheNumbersDo() {
    let scale = Scale(from: 1e-4, to: 1, isLogarithmic: true)
    for (value, part) in [(1e-4, 0.0), (1e-3, 0.25), (0.01, 0.5), (1, 1), (7, 1), (0, 0)] {
      #expect(abs(scale.part(of: value) - part) < 1e-12)
    }
    #expect(Scale(from: -1, to: 3).part(of: 0) == 0.25)
  }

  /// Nothing, one number, huge and tiny ones: a span that can be divided.
  @Test(arguments: [[], [2.5], [0], [.nan], [1e300, -1e300], [1e-300, 2e-300], [-.infinity, 3]])
  func anyNumbersHaveASpan(_ values: [Double]) {
    for isLogarithmic in [false, true] {
      let scale = Scale(of: values, isLogarithmic: isLogarithmic)
      #expect(scale.lowest < scale.highest && scale.lowest.isFinite && scale.highest.isFinite)
      for value in values where value.isFinite { #expect((0...1).contains(scale.part(of: value))) }
      #expect(scale.ticks(5).count < 1_000)
    }
  }

  @Test(arguments: [
    (0.0123456, "0.0123"), (1e-5, "1e-5"), (0.00012, "1.2e-4"), (0.018196, "0.0182"), (0.99999, "1"),
    (12_345, "12\u{2009}345"),
    (1234.5, "1235"), (0, "0"), (2.5e9, "2.5e9"), (-0.5, "-0.5"), (9.999e-5, "1e-4"),
  ])
  func shortNumbers(_ value: Double, _ text: String) { #expect(NumberText.short(value) == text) }

  @Test func thinnedLinesKeepTheirShape() {
    var points = (0..<50_000).map { Point(x: Double($0), y: Double($0 % 7)) }
    points[31_007].y = 9
    points[12].y = -9
    let scale = Scale(from: 0, to: 49_999)
    let kept = LineThinning.kept(points, columns: 300) { scale.part(of: $0) }
    #expect(kept.count <= 1_200 && kept.contains(points[31_007]) && kept.contains(points[12]))
    #expect(kept.first == points.first && kept.last == points.last)
    #expect(kept.map(\.x) == kept.map(\.x).sorted())
    #expect(LineThinning.kept(Array(points.prefix(1_200)), columns: 300) { scale.part(of: $0) }.count == 1_200)
  }
}
