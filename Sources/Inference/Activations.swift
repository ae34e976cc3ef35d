public import Files
public import Records
public import Tensors

/// The features of many images, with their targets, splits and records: what `precompute` writes.
public struct Activations: Sendable {
  /// The path it was read from.
  public let path: String
  /// Classes, input, backbone and history.
  public let metadata: TensorFileMetadata
  /// The names of the classes.
  public let classes: [String]
  /// The pooled features, float32 [N, width].
  public let features: Tensor
  /// What the rows are to be recognised as.
  public let targets: Targets
  /// The split of each row.
  public let splits: [Split]
  private let records: Tensor
  private let offsets: [Int]

  /// The number of rows.
  public var count: Int { splits.count }
  /// The number of features of a row.
  public var width: Int { features.shape[1] }

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be read or its tensors do not fit together; `TensorFileKindError` when it is
  ///   a file of another kind.
  public init(reading path: String) throws {
    let file = try TensorFile(reading: path)
    try file.expect(.activations)
    func tensor(_ name: String) throws(FileError) -> Tensor {
      guard let tensor = file[name] else { throw FileError("read", path, reason: "no tensor '\(name)' in it") }
      return tensor
    }
    func unfit(_ name: String) -> FileError {
      FileError("read", path, reason: "the tensor '\(name)' does not fit the others")
    }
    features = try tensor("features")
    guard features.scalarType == .float32, features.shape.count == 2 else { throw unfit("features") }
    let count = features.shape[0]
    let classes = file.metadata.classes ?? []

    guard let codes = try tensor("split").integers, codes.count == count else { throw unfit("split") }
    splits = codes.compactMap(Split.init(code:))
    guard splits.count == count else { throw unfit("split") }

    let target = try tensor("target")
    if target.shape.count == 1, let values = target.integers, values.count == count {
      guard values.allSatisfy({ (-1..<classes.count).contains($0) }) else { throw unfit("target") }
      targets = .single(values)
    } else if target.shape == [count, classes.count], let values = target.floats {
      targets = .several(values, classCount: classes.count)
    } else {
      throw unfit("target")
    }

    records = try tensor("records")
    guard let offsets = try tensor("record_offsets").integers, offsets.count == count + 1, offsets.first == 0,
      offsets.last == records.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      records.scalarType == .uint8
    else { throw unfit("record_offsets") }
    self.offsets = offsets
    self.classes = classes
    self.path = path
    metadata = file.metadata
  }

  /// Returns the features of a row, [width].
  public func row(_ row: Int) -> [Float] {
    let stride = 4 * width
    return features.withBytes { bytes in
      // A mapped tensor need not be aligned.
      [Float](unsafeUninitializedCapacity: width) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[row * stride..<(row + 1) * stride]))
        count = width
      }
    }
  }

  /// Returns the record of a row.
  ///
  /// - Throws: `FileError` when it is not an image record.
  public func record(at row: Int) throws(FileError) -> ImageRecord {
    let bytes = records.withBytes { Array($0[offsets[row]..<offsets[row + 1]]) }
    guard case .object(let object)? = try? JSONValue(parsing: bytes), let record = try? ImageRecord(object) else {
      throw FileError("read", path, reason: "the record of row \(row) is not an image record")
    }
    return record
  }
}
