internal import Files

/// How far some work is, as one line for a terminal: a bar, counts, rate and the time that is left.
package struct ProgressLine {
  private let label: String
  private let done: Int
  private let total: Int
  private let perSecond: Double
  private let note: String

  private static let barWidths = 10...30

  /// Takes how many of `total` things, each of them called `label`, are done, and what is said beside that.
  ///
  /// A total of 0 is one that is not known.
  package init(_ label: String, done: Int, of total: Int, perSecond: Double, note: String = "") {
    self.label = label
    self.done = done
    self.total = total
    self.perSecond = perSecond
    self.note = note
  }

  /// Returns the line, at most `width` columns wide; without a bar where there is little room.
  package func text(width: Int, isUnicode: Bool) -> String {
    let figures = "\(counts), \(rate) a second\(timeLeft)\(note)"
    // Two brackets, the part in hundredths, and spaces.
    let room = min(width - figures.columnCount - "[]  100 %  ".count, ProgressLine.barWidths.upperBound)
    let line = total > 0 && room >= ProgressLine.barWidths.lowerBound ? bar(room, isUnicode) + figures : figures
    return line.first(columns: width)
  }

  private var part: Double { max(0, min(1, Double(done) / Double(total))) }

  private func bar(_ width: Int, _ isUnicode: Bool) -> String {
    let hundredths = String(Int(part * 100))
    let number = "  " + String(repeating: " ", count: 3 - hundredths.count) + hundredths + " %  "
    let filled = part * Double(width)
    let whole = Int(filled)
    guard isUnicode else {
      let tip = whole < width ? ">" : ""
      return "[" + String(repeating: "=", count: whole) + tip
        + String(repeating: " ", count: width - whole - tip.count) + "]" + number
    }
    let eighth = Int((filled - Double(whole)) * 8)
    let tip = whole < width ? ProgressLine.eighths[eighth] : ""
    return "▕" + String(repeating: "█", count: whole) + tip
      + String(repeating: " ", count: width - whole - tip.count) + "▏" + number
  }

  private static let eighths = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  private var counts: String { total > 0 ? "\(done) of \(total) \(label)" : "\(done) \(label)" }

  private var rate: String { perSecond.text(decimals: perSecond < 9.95 ? 1 : 0) }

  private var timeLeft: String {
    guard total > 0, perSecond > 0 else { return "" }
    let seconds = Int(min(Double(max(total - done, 0)) / perSecond, 1e9) + 0.5)
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    if hours > 0 { return ", \(hours) h \(minutes) min left" }
    return minutes > 0 ? ", \(minutes) min \(seconds % 60) s left" : ", \(seconds) s left"
  }
}

extension String {
  /// As much of the beginning as fits into `count` columns.
  fileprivate func first(columns count: Int) -> String {
    var text = self
    while text.columnCount > max(count, 0) { text.removeLast() }
    return text
  }
}
