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

  @Test func heatMapsComeBackInThousandths() throws {
    var record = PredictionRecord(
      path: "a.jpg", split: nil, actual: nil, predicted: .one("dog"), confidence: 0.7, loss: nil,
      probabilities: [.init(name: "dog", value: 0.7)])
    record.heatMap = HeatMap(className: "dog", cropFraction: 0.875, columns: 3, values: [0, 1, 2, 3, 0.003, 0.001])
    #expect(
      record.object.text.hasSuffix(
        #","heatmap":{"class":"dog","crop_fraction":0.875,"values":[[0.0,0.333,0.667],[1.0,0.001,0.0]]}}"#))
    #expect(try PredictionRecord(record.object) == record)
    // Nothing speaks for it, or nothing can be said.
    for values: [Float] in [[0, 0], [.infinity, 1]] {
      let map = HeatMap(className: "dog", cropFraction: nil, columns: 1, values: values)
      #expect(map.values == [0, 0] && map.rows == 2)
    }
  }

  @Test(arguments: [
    ("7", "the heat map has no class"), (#"{"class":"x"}"#, "the values of the heat map are not equally long rows"),
    (#"{"class":"x","values":[]}"#, "the values"), (#"{"class":"x","values":[[]]}"#, "the values"),
    (#"{"class":"x","values":[[0,1],[1]]}"#, "the values"), (#"{"class":"x","values":[[0,"a"]]}"#, "the values"),
    (#"{"class":"x","values":[[0,1.5]]}"#, "the values"), (#"{"class":"x","values":[[-0.1]]}"#, "the values"),
    (#"{"class":"x","crop_fraction":0,"values":[[1]]}"#, "the crop fraction of the heat map is 0, not a number"),
    (#"{"class":"x","crop_fraction":2,"values":[[1]]}"#, "the crop fraction of the heat map is 2, not a number"),
  ])
  func damagedHeatMapsAreRefused(_ json: String, _ reason: String) throws {
    let path = try folder.write(#"{"path":"a.jpg","predicted":"x","heatmap":\#(json)}"#, to: "in.ndjson")
    var reader = try RecordReader(path)
    let error = try #require(throws: RecordError.self) { _ = try reader.nextPrediction() }
    #expect(error.description.hasPrefix("\(path):1: \(reason)"))
  }
}
