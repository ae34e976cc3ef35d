import Files
import Testing

@Suite struct DecimalTextTests {
  @Test func decimals() {
    #expect(
      [0.94, 1, 0.00004, -0.5, 12.345678].map { $0.text(decimals: 4) } == [
        "0.9400", "1.0000", "0.0000", "-0.5000", "12.3457",
      ])
    #expect((2.5).text(decimals: 0) == "3")
    #expect(Double.nan.text(decimals: 2) == "nan")
  }
}
