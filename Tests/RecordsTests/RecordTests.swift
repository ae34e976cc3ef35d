import Records
import TestSupport
import Testing

@Suite struct RecordTests {
  let folder = TemporaryFolder()

  @Test func unknownFieldsPassThrough() throws {
    let line = #"{"split":"train","path":"a.jpg","mine":{"b":[1]},"label":"cat"}"#
    let path = try folder.write("\n" + line + "\r\n", to: "in.ndjson")
    var reader = try RecordReader(path)
    let record = try #require(try reader.nextImage())
    #expect(record.path == "a.jpg" && record.split == .train && record.label == "cat" && record.digest == nil)
    #expect(try reader.next() == nil)
    let output = folder.file("out.ndjson")
    var writer = try RecordWriter(output)
    try writer.write(record.object)
    try writer.commit()
    var again = try RecordReader(output)
    #expect(try again.next()?.text == line)
  }

  @Test(arguments: [
    ("{", "not a record: a field's name is missing at byte 2"), ("[]", "not a record"), ("{}", "no path"),
    (#"{"path":1}"#, "no path"),
    (#"{"path":"a","split":"dev"}"#, #"the split is "dev", not train, valid or test"#),
    (#"{"path":"a","label":3}"#, "the label is 3, not a string"),
    (#"{"path":"a","digest":"x"}"#, #"the digest is "x", not sha256: and 64 digits"#),
  ])
  func errorsNameTheLine(_ line: String, _ reason: String) throws {
    let path = try folder.write(#"{"path":"ok.jpg"}"# + "\n" + line + "\n", to: "in.ndjson")
    var reader = try RecordReader(path)
    _ = try reader.nextImage()
    let error = try #require(throws: RecordError.self) { _ = try reader.nextImage() }
    #expect(error.description == "\(path):2: \(reason)")
  }

  @Test func predictionsComeBack() throws {
    let record = PredictionRecord(
      path: "a.jpg", split: .valid, actual: .one("cat"), predicted: .one("dog"), confidence: 0.7, loss: 1.25,
      probabilities: [.init(name: "cat", value: 0.3), .init(name: "dog", value: 0.7)])
    #expect(
      record.object.text
        == #"{"path":"a.jpg","split":"valid","label":"cat","predicted":"dog","confidence":0.7,"loss":1.25,"#
        + #""probabilities":{"cat":0.3,"dog":0.7}}"#)
    #expect(try PredictionRecord(record.object) == record)
  }
}
