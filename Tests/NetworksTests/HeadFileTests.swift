import Files
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct HeadFileTests {
  private let folder = TemporaryFolder()
  private let head = Head(layers: [HeadFileTests.layer(3, 4, 0.25), HeadFileTests.layer(4, 2, 0.5)])

  private static func layer(_ inputs: Int, _ outputs: Int, _ dropout: Double) -> Head.Layer {
    func vector(_ count: Int, _ start: Float) -> [Float] { (0..<count).map { start + Float($0) / 8 } }
    return Head.Layer(
      batchNorm: Head.BatchNorm(
        weight: vector(inputs, 1), bias: vector(inputs, 2), runningMean: vector(inputs, 3),
        runningVariance: vector(inputs, 4)),
      dropout: dropout, linear: Head.Linear(weight: vector(inputs * outputs, -5), bias: vector(outputs, 6)))
  }

  @Test func comesBackAsItWas() throws {
    let path = folder.file("h")
    let metadata = TensorFileMetadata(kind: .head, classes: ["a", "b"], backbone: Digest(of: [1]))
    try HeadFile.write(head, to: TensorFileWriter.open(path), metadata: metadata)
    let read = try HeadFile(reading: path)
    #expect(read.head == head)
    #expect(read.metadata.classes == ["a", "b"])
    #expect(read.metadata.backbone == Digest(of: [1]))
  }

  private func refusal(
    classes: [String]? = nil, _ change: (inout [(name: String, tensor: Tensor)]) -> Void
  ) throws -> String {
    var tensors = head.tensors
    change(&tensors)
    let path = folder.file("h")
    try TensorFileWriter.write(path, metadata: TensorFileMetadata(kind: .head, classes: classes), tensors: tensors)
    return try #require(throws: FileError.self) { _ = try HeadFile(reading: path) }.reason
  }

  @Test func refusesWhatIsNoHead() throws {
    #expect(try refusal { $0.removeAll() } == "no tensor 'head.0.linear.weight' in it")
    #expect(try refusal { $0.remove(at: 1) } == "no tensor 'head.0.batch_norm.bias' in it")
    #expect(
      try refusal { $0[1].tensor = Tensor(shape: [4], values: [Float](repeating: 1, count: 4)) }
        == "the tensor 'head.0.batch_norm.bias' does not fit the others")
    #expect(
      try refusal { $0[10].tensor = Tensor(shape: [2, 3], values: [Float](repeating: 1, count: 6)) }
        == "the tensor 'head.1.linear.weight' does not fit the others")
    #expect(
      try refusal { $0[4].tensor = Tensor(shape: [0, 3], values: [Float]()) }
        == "the tensor 'head.0.linear.weight' does not fit the others")
    #expect(
      try refusal { $0[5].tensor = Tensor(shape: [4], values: [0, .nan, 0, 0]) }
        == "the tensor 'head.0.linear.bias' holds numbers that are not finite")
    #expect(try refusal(classes: ["a"]) { _ in } == "1 classes, but 2 outputs")
  }

  @Test func refusesAnotherKind() throws {
    let path = folder.file("b")
    try TensorFileWriter.write(path, metadata: TensorFileMetadata(kind: .backbone), tensors: head.tensors)
    let error = try #require(throws: TensorFileKindError.self) { _ = try HeadFile(reading: path) }
    #expect(error.description == "'\(path)' is a backbone, not a head")
  }
}
