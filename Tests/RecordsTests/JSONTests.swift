import Records
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    #"{"path":"a/b.jpg","x":[1,2.5e-3,null,true],"é":"ü\n\"\\"}"#, "{}", "[]", "0", "-0.0", "1e400", #""""#,
    #"{"zebra":1,"ape":2}"#,
  ])
  func comesOutAsItWentIn(_ text: String) throws { #expect(try JSONValue(parsing: text).text == text) }

  @Test func readsEscapes() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\t""#) == .string("é😀/\t"))
  }

  @Test(arguments: [
    "", " ", "{", "[1,", #"{"a"}"#, #"{"a":1,}"#, "01x", "1.", "-", "nul", #""\x""#, #""\ud800""#, #""\u12g4""#,
    #""abc"#, #"{"a":1,"a":2}"#, "\"\u{1}\"", "[1] 2", #""\"#, #""\u12"#,
  ])
  func refusesWhatIsNotJSON(_ text: String) { #expect(throws: JSONError.self) { try JSONValue(parsing: text) } }

  @Test func refusesDeepNesting() {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
  }

  @Test func findsDuplicatesAmongManyFields() {
    let fields = (0..<1000).map { "\"k\($0)\":0" } + ["\"k7\":0"]
    #expect(throws: JSONError.self) { try JSONValue(parsing: "{\(fields.joined(separator: ","))}") }
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func writesNumbersInFewestDigits() {
    #expect(JSONValue.float(0.1).text == "0.1")
    #expect(JSONValue.double(1e-7).text == "1e-07")
    #expect(JSONValue.double(.nan).text == "null")
  }
}
