import CommandLine
import Testing

@Suite struct ProgressLineTests {
  private func line(_ done: Int, of total: Int, perSecond: Double = 12.5, note: String = "") -> ProgressLine {
    ProgressLine("images", done: done, of: total, perSecond: perSecond, note: note)
  }

  @Test func saysHowFarHowFastAndHowLong() {
    #expect(
      line(50, of: 200).text(width: 78, isUnicode: false)
        == "[======>                    ]   25 %  50 of 200 images, 13 a second, 12 s left")
    #expect(
      line(50, of: 200).text(width: 78, isUnicode: true)
        == "▕██████▊                    ▏   25 %  50 of 200 images, 13 a second, 12 s left")
    // Never wider than thirty characters, whatever the room.
    #expect(
      line(200, of: 200, note: ", loss 0.3").text(width: 300, isUnicode: false)
        == "[==============================]  100 %  200 of 200 images, 13 a second, 0 s left, loss 0.3")
  }

  @Test func barGoesBeforeWordsDo() {
    let figures = "50 of 200 images, 13 a second, 12 s left"
    #expect(line(50, of: 200).text(width: 55, isUnicode: true) == figures)
    #expect(line(50, of: 200).text(width: figures.utf8.count, isUnicode: true) == figures)
    #expect(line(50, of: 200).text(width: 12, isUnicode: true) == "50 of 200 im")
    #expect(line(50, of: 200).text(width: 0, isUnicode: true) == "")
    #expect(line(50, of: 200).text(width: -1, isUnicode: true) == "")
    // A name in characters of two columns.
    let wide = ProgressLine("蟻", done: 3, of: 0, perSecond: 1, note: "")
    #expect(wide.text(width: 3, isUnicode: true) == "3 " && wide.text(width: 4, isUnicode: true) == "3 蟻")
  }

  @Test(arguments: [(0, 200), (1, 200), (199, 200), (200, 200), (300, 200), (0, 1), (7, 1_000_000)])
  func fitsAnyTerminal(_ done: Int, _ total: Int) {
    for width in 0...120 {
      for isUnicode in [false, true] {
        let text = line(done, of: total).text(width: width, isUnicode: isUnicode)
        #expect(text.count <= width)
        #expect(isUnicode || text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
      }
    }
  }

  @Test func timeIsInTheUnitsOfPeople() {
    func end(_ seconds: Int) -> String {
      String(line(0, of: 2 * seconds, perSecond: 2).text(width: 60, isUnicode: false).split(separator: ", ").last ?? "")
    }
    #expect(end(59) == "59 s left" && end(61) == "1 min 1 s left" && end(7380) == "2 h 3 min left")
    // Slow work has a decimal; of unknown length, no time; and a standstill is not forever.
    #expect(line(1, of: 9, perSecond: 0.26).text(width: 60, isUnicode: false).contains("0.3 a second, 31 s left"))
    #expect(line(5, of: 0).text(width: 60, isUnicode: true) == "5 images, 13 a second")
    #expect(line(0, of: 9, perSecond: 0).text(width: 60, isUnicode: false).hasSuffix("0.0 a second"))
  }
}
