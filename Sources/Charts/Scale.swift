internal import Files
internal import Glibc

/// How numbers become places along an axis.
package struct Scale: Sendable {
  /// The smallest number.
  package let lowest: Double
  /// The largest number, above the smallest.
  package let highest: Double
  /// Whether equal ratios, and not equal differences, are equally far apart.
  package let isLogarithmic: Bool

  /// Spans `values` that are finite, and `others` besides; a single value has something around it.
  ///
  /// - Parameters:
  ///   - values: The numbers to show; of a logarithmic scale, those above 0 count.
  ///   - others: Numbers that are shown, too.
  ///   - isLogarithmic: Whether equal ratios are equally far apart.
  ///   - padding: The part of the span that is left empty at either end.
  package init(
    of values: some Sequence<Double>, and others: [Double] = [], isLogarithmic: Bool = false, padding: Double = 0.04
  ) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      (low, high) = (min(low, value), max(high, value))
    }
    for value in others { (low, high) = (min(low, value), max(high, value)) }
    if low > high { (low, high) = isLogarithmic ? (0.1, 1) : (0, 1) }
    if isLogarithmic {
      if high / low < 1.01 { (low, high) = (low / 2, high * 2) }
      let margin = pow(high / low, padding)
      (low, high) = (low / margin, high * margin)
    } else {
      if high - low <= abs(high) * 1e-12 {
        let margin = high == 0 ? 0.5 : abs(high) / 2
        (low, high) = (low - margin, high + margin)
      }
      let margin = (high - low) * padding
      (low, high) = (others.contains(low) ? low : low - margin, others.contains(high) ? high : high + margin)
    }
    self.init(from: low, to: high, isLogarithmic: isLogarithmic)
  }

  /// Spans exactly this much.
  package init(from lowest: Double, to highest: Double, isLogarithmic: Bool = false) {
    self.lowest = lowest
    self.highest = highest
    self.isLogarithmic = isLogarithmic
  }

  /// The part of the way from the lowest to the highest at which a number is; beyond them, their own.
  package func part(of value: Double) -> Double {
    let part =
      isLogarithmic
      ? log(max(value, lowest) / lowest) / log(highest / lowest) : (value - lowest) / (highest - lowest)
    return min(max(part, 0), 1)
  }
}

/// A mark on an axis.
package struct Tick: Equatable, Sendable {
  package let value: Double
  /// What is written there; `nil` for a mark between those with numbers.
  package let label: String?
}

extension Scale {
  /// The marks of an axis with room for about `count` numbers.
  ///
  /// Multiples of 1, 2 or 5 times a power of ten, as d3-array chooses them (`ticks.js`); of a logarithmic scale, powers of ten
  /// and between them their multiples, as Vega does.
  ///
  /// - Parameters:
  ///   - count: About how many.
  ///   - wholeOnly: Whether only whole numbers mean something.
  package func ticks(_ count: Int, wholeOnly: Bool = false) -> [Tick] {
    let decades = isLogarithmic ? log10(highest / lowest) : 0
    if isLogarithmic, decades >= 1 { return logarithmicTicks(count) }
    var step = Scale.step(for: (highest - lowest) / Double(max(count, 1)))
    if wholeOnly { step = max(step, 1) }
    let (first, last) = ((lowest / step - 1e-9).rounded(.up), (highest / step + 1e-9).rounded(.down))
    guard last - first < 1_000 else { return [] }
    return stride(from: first, through: last, by: 1).map { number in
      let value = Scale.product(number, step)
      return Tick(value: value, label: NumberText.tick(value, step: step))
    }
  }

  /// The nearest of 1, 2 and 5 times a power of ten, as ratios go.
  static func step(for span: Double) -> Double {
    guard span > 0, span.isFinite else { return 1 }
    let power = pow(10, log10(span).rounded(.down))
    let ratio = span / power
    let factor = ratio >= 50.0.squareRoot() ? 10.0 : ratio >= 10.0.squareRoot() ? 5 : ratio >= 2.0.squareRoot() ? 2 : 1
    return factor * power
  }

  /// A multiple of a step below 1, without the error of the step: 3 · 0.1 is 0.3.
  private static func product(_ number: Double, _ step: Double) -> Double {
    step < 1 ? number / (1 / step).rounded() : number * step
  }

  private func logarithmicTicks(_ count: Int) -> [Tick] {
    let (first, last) = (Int(log10(lowest).rounded(.down)), Int(log10(highest).rounded(.up)))
    let every = max(1, Int((Double(last - first) / Double(max(count, 1))).rounded(.up)))
    let hasFew = log10(highest / lowest) < 2.5
    var ticks: [Tick] = []
    for power in first...last {
      for factor in 1...9 {
        let value = NumberText.value(factor, power)
        guard value >= lowest * (1 - 1e-9), value <= highest * (1 + 1e-9) else { continue }
        let hasLabel = factor == 1 ? power % every == 0 : hasFew && (factor == 2 || factor == 5)
        ticks.append(Tick(value: value, label: hasLabel ? NumberText.short(value) : nil))
      }
    }
    return ticks
  }
}

/// Numbers as people read them.
package enum NumberText {
  /// The number factor · 10^power, correctly rounded.
  static func value(_ factor: Int, _ power: Int) -> Double { Double("\(factor)e\(power)") ?? 0 }

  /// A number with as many decimals as a step needs.
  static func tick(_ value: Double, step: Double) -> String {
    if abs(value) >= 1e6 || step < 1e-5 { return short(value) }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return grouped(value.text(decimals: decimals))
  }

  /// A number in three digits: `0.0123`, `1e-5`, `12 300`.
  package static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : value.description }
    var power = Int(log10(abs(value)).rounded(.down))
    var factor = (value / pow(10, Double(power)) * 100).rounded() / 100
    if abs(factor) >= 10 { (factor, power) = (factor / 10, power + 1) }
    if power < -3 || power > 5 { return "\(trimmed(factor.text(decimals: 2)))e\(power)" }
    return grouped(trimmed(value.text(decimals: max(0, 2 - power))))
  }

  /// A whole number with a thin space before each three digits, from five on.
  package static func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.count > 4 else { return text }
    var result = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place) % 3 == 0, whole.first != "-" || place > 1 { result += "\u{2009}" }
      result.append(digit)
    }
    return ([result] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }

  /// A part in percent: `93.5 %`.
  package static func percent(_ part: Double) -> String {
    trimmed((part * 100).text(decimals: 1)) + "\u{2009}%"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
