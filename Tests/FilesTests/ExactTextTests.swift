import Files
import Testing

@Suite struct ExactTextTests {
  /// One code point, and a letter with an accent behind it.
  private let one = "\u{E9}t\u{E9}"
  private let two = "e\u{301}te\u{301}"

  @Test func whatLooksAlikeIsNotTheSame() {
    #expect(one == two, "as Swift sees it")
    #expect(!one.isExactly(two) && ExactText(one) != ExactText(two))
    #expect(one.isExactly("\u{E9}t\u{E9}") && ExactText(one) == ExactText("\u{E9}t\u{E9}"))
    // The signs of Kelvin and Angstrom are a letter each to Unicode.
    #expect(!"\u{212A}".isExactly("K") && !"\u{212B}".isExactly("\u{C5}"))
    #expect(Set([one, two, one].map(ExactText.init)).count == 2)
    #expect("".isExactly("") && !"a".isExactly("ab"))
  }
}
