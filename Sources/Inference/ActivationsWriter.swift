public import Files
public import Records
public import Tensors

/// Writes an activations file: a row of features an image, its target, its split, and its record.
///
/// Damaged images are left out, so the number of rows is known only at the end: until then they lie in a file without
/// a name. finetools-tensors(5) describes the tensors.
public struct ActivationsWriter: ~Copyable {
  private let output: OutputFile
  private let width: Int
  private let vocabulary: Vocabulary
  private let hasSeveralLabels: Bool
  private var spool: SpoolFile
  private var records: [ImageRecord] = []

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Where it will be; `-` is standard output.
  ///   - width: The number of features of a row.
  ///   - vocabulary: The classes.
  ///   - hasSeveralLabels: Whether an image may show several things.
  /// - Throws: `FileError` when there is no place for the rows.
  public init(_ path: String, width: Int, vocabulary: Vocabulary, hasSeveralLabels: Bool) throws(FileError) {
    // Opened now, so that a name that cannot be written is found before the work and not after it.
    let output = try TensorFileWriter.open(path)
    let spool = try SpoolFile(for: path)
    self.output = output
    self.spool = spool
    self.width = width
    self.vocabulary = vocabulary
    self.hasSeveralLabels = hasSeveralLabels
  }

  /// The number of rows so far.
  public var count: Int { records.count }

  /// Adds the row of an image.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func append(_ row: [Float], for record: ImageRecord) throws(FileError) {
    precondition(row.count == width, "a row of \(row.count) numbers where \(width) are expected")
    records.append(record)
    try spool.write(row)
  }

  /// Writes the file and gives it its name.
  ///
  /// - Throws: `FileError` when it cannot be written; `UnknownLabel` when a record has a label that is no class.
  public consuming func commit(metadata: TensorFileMetadata) throws {
    let targets = try Targets(of: records, vocabulary: vocabulary, hasSeveralLabels: hasSeveralLabels)
    var text: [UInt8] = []
    var offsets: [Int64] = [0]
    for record in records {
      record.object.append(to: &text)
      offsets.append(Int64(text.count))
    }
    let splits = records.map { ($0.split ?? .test).code }

    // Types from large to small, so that each tensor is aligned.
    var metadata = metadata
    metadata.classes = vocabulary.classes
    metadata.index = ImageIndex.digest(of: records)
    let count = records.count
    var writer = try TensorFileWriter(
      output, metadata: metadata,
      tensors: [
        TensorDescription(name: "record_offsets", scalarType: .int64, shape: [count + 1]),
        targets.description,
        TensorDescription(name: "features", scalarType: .float32, shape: [count, width]),
        TensorDescription(name: "split", scalarType: .uint8, shape: [count]),
        TensorDescription(name: "records", scalarType: .uint8, shape: [text.count]),
      ])
    try writer.write(offsets)
    switch targets {
    case .single(let values): try writer.write(values.map(Int64.init))
    case .several(let values, _): try writer.write(values)
    }
    try spool.readBack { (piece) throws(FileError) in try writer.write(piece) }
    try writer.write(splits)
    try writer.write(text)
    try writer.commit()
  }
}

/// What rows are to be recognised as.
public enum Targets: Equatable, Sendable {
  /// The class of each row, [N]; −1 where it is not known.
  case single([Int])
  /// For each row and class 1 when the image shows it, else 0, [N, classes]; and the number of classes.
  case several([Float], classCount: Int)

  init(of records: [ImageRecord], vocabulary: Vocabulary, hasSeveralLabels: Bool) throws(UnknownLabel) {
    func index(_ label: String, _ record: ImageRecord) throws(UnknownLabel) -> Int {
      guard let index = vocabulary.index(of: label) else {
        throw UnknownLabel(label: label, path: record.path, classes: vocabulary.classes)
      }
      return index
    }
    if hasSeveralLabels {
      let classCount = vocabulary.classes.count
      var values = [Float](repeating: 0, count: records.count * classCount)
      for (row, record) in records.enumerated() {
        for label in record.labels ?? record.label.map({ [$0] }) ?? [] {
          values[row * classCount + (try index(label, record))] = 1
        }
      }
      self = .several(values, classCount: classCount)
    } else {
      var values: [Int] = []
      for record in records {
        values.append(try record.label.map { (label) throws(UnknownLabel) in try index(label, record) } ?? -1)
      }
      self = .single(values)
    }
  }

  var description: TensorDescription {
    switch self {
    case .single(let values): TensorDescription(name: "target", scalarType: .int64, shape: [values.count])
    case .several(let values, let classCount):
      TensorDescription(
        name: "target", scalarType: .float32, shape: [classCount == 0 ? 0 : values.count / classCount, classCount])
    }
  }
}

extension Split {
  /// The number that stands for it in tensor files.
  var code: UInt8 {
    switch self {
    case .train: 0
    case .valid: 1
    case .test: 2
    }
  }

  init?(code: Int) {
    guard let split = Split.allCases.first(where: { Int($0.code) == code }) else { return nil }
    self = split
  }
}
