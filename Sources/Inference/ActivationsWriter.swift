public import Files
public import Records
public import Tensors

/// Writes an activations file: a row of features an image, its target, its split, and its record.
///
/// finetools-tensors(5) describes the tensors.
public struct ActivationsWriter: ~Copyable {
  private var writer: TensorFileWriter
  private let records: [ImageRecord]
  private let width: Int

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - output: Opened before the work by `TensorFileWriter.open`: what cannot be written is found early.
  ///   - records: The images, in the order of the rows that will follow.
  ///   - targets: What they are to be recognised as.
  ///   - width: The number of features of a row.
  ///   - metadata: What the file says about itself, as `metadata(_:records:vocabulary:)` completes it.
  /// - Throws: `FileError` when it cannot be written.
  public init(
    _ output: consuming OutputFile, records: [ImageRecord], targets: Targets, width: Int, metadata: TensorFileMetadata
  ) throws(FileError) {
    var offsets: [Int64] = [0]
    var text: [UInt8] = []
    for record in records {
      text.removeAll(keepingCapacity: true)
      record.object.append(to: &text)
      offsets.append((offsets.last ?? 0) + Int64(text.count))
    }
    // Types from large to small, so that each tensor is aligned.
    let count = records.count
    var writer = try TensorFileWriter(
      output, metadata: metadata,
      tensors: [
        TensorDescription(name: "record_offsets", scalarType: .int64, shape: [count + 1]),
        targets.description,
        TensorDescription(name: "features", scalarType: .float32, shape: [count, width]),
        TensorDescription(name: "split", scalarType: .uint8, shape: [count]),
        TensorDescription(name: "records", scalarType: .uint8, shape: [Int(offsets.last ?? 0)]),
      ])
    try writer.write(offsets)
    switch targets {
    case .single(let values): try writer.write(values.map(Int64.init))
    case .several(let values, _): try writer.write(values)
    }
    self.writer = writer
    self.records = records
    self.width = width
  }

  /// Returns `metadata` with the classes and the digest of the records.
  public static func metadata(
    _ metadata: TensorFileMetadata, records: [ImageRecord], vocabulary: Vocabulary
  ) -> TensorFileMetadata {
    var metadata = metadata
    metadata.kind = .activations
    metadata.classes = vocabulary.classes
    metadata.index = ImageIndex.digest(of: records)
    return metadata
  }

  /// Adds the row of the next image.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public mutating func append(_ row: [Float]) throws(FileError) {
    precondition(row.count == width, "a row of \(row.count) numbers where \(width) are expected")
    try writer.write(row)
  }

  /// Writes what comes after the rows, and gives the file its name.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public consuming func commit() throws(FileError) {
    try writer.write(records.map { ($0.split ?? .test).code })
    var text: [UInt8] = []
    for record in records {
      text.removeAll(keepingCapacity: true)
      record.object.append(to: &text)
      try writer.write(text)
    }
    try writer.commit()
  }
}

/// What rows are to be recognised as.
public enum Targets: Equatable, Sendable {
  /// The class of each row, [N]; −1 where it is not known.
  case single([Int])
  /// For each row and class 1 when the image shows it, else 0, [N, classes]; and the number of classes. A row is not a
  /// number where it is not known.
  case several([Float], classCount: Int)

  /// Finds the labels of `records` among the classes: one an image, or several.
  ///
  /// - Throws: `UnknownLabel` for a label that is no class; `InvalidRecord` when some have one and others several.
  public init(of records: [ImageRecord], vocabulary: Vocabulary) throws {
    var form = LabelForm()
    for record in records { try form.add(record) }
    func index(_ label: String, _ record: ImageRecord) throws(UnknownLabel) -> Int {
      guard let index = vocabulary.index(of: label) else {
        throw UnknownLabel(label: label, path: record.path, classes: vocabulary.classes)
      }
      return index
    }
    if records.contains(where: { $0.labels != nil }) {
      let classCount = vocabulary.classes.count
      var values = [Float](repeating: 0, count: records.count * classCount)
      for (row, record) in records.enumerated() {
        guard let labels = record.labels else {
          for place in 0..<classCount { values[row * classCount + place] = .nan }
          continue
        }
        for label in labels { values[row * classCount + (try index(label, record))] = 1 }
      }
      self = .several(values, classCount: classCount)
    } else {
      var values: [Int] = []
      for record in records {
        values.append(try record.label.map { try index($0, record) } ?? -1)
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
