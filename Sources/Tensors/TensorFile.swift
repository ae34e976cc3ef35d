public import Files
internal import Records

/// A safetensors file, mapped into memory: tensors by name, and what the file says about itself.
///
/// The format is 8 bytes of header length, a JSON header, and the tensors' bytes without gaps; the last tensor ends
/// where the file ends, so that a torn file is always found. Source: huggingface/safetensors, `tensor.rs`.
public struct TensorFile: Sendable {
  /// The path it was read from.
  public let path: String
  /// What the file says about itself.
  public let metadata: TensorFileMetadata
  /// The names, in the order of the bytes.
  public let names: [String]
  private let tensors: [ExactText: Tensor]

  /// The tensor called `name`.
  public subscript(name: String) -> Tensor? { tensors[ExactText(name)] }

  /// Opens the file at `path`; `-` is standard input.
  ///
  /// - Throws: `FileError` when it cannot be read, is torn, or is not a safetensors file in every detail.
  public init(reading path: String) throws(FileError) {
    try self.init(
      reading: try MappedFile(path) { (start) throws(FileError) in try TensorFile.byteCount(of: start, path: path) })
  }

  /// The length of a file that begins with `start`, as far as that tells.
  ///
  /// - Throws: `FileError` when no safetensors file begins like that.
  public static func byteCount(of start: UnsafeRawBufferPointer, path: String) throws(FileError) -> Int {
    try TensorFileHeader.byteCount(of: start, path: path)
  }

  /// Whether the file at `path` is an ordinary one that begins as safetensors files do.
  ///
  /// That is with a length in eight bytes, and a brace. No text begins like that.
  public static func isLikely(_ path: String) -> Bool {
    guard path != StandardStream.path, let start = try? InputFile.start(ofOrdinaryFile: path, count: 9) else {
      return false
    }
    return start.count == 9 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
  }

  /// Reads the header of an open file.
  ///
  /// - Throws: `FileError` when it is torn, or is not a safetensors file in every detail.
  public init(reading file: MappedFile) throws(FileError) {
    path = file.path
    var header = TensorFileHeader()
    var failure: FileError?
    file.withBytes { bytes in
      do throws(FileError) { header = try TensorFileHeader(bytes, path: file.path) } catch { failure = error }
    }
    if let failure { throw failure }
    metadata = try TensorFileMetadata(json: header.metadata, path: file.path)
    names = header.entries.map(\.description.name)
    var tensors: [ExactText: Tensor] = [:]
    for (description, range) in header.entries {
      tensors[ExactText(description.name)] = Tensor(
        scalarType: description.scalarType, shape: description.shape, storage: .file(file),
        byteOffset: header.dataOffset + range.lowerBound)
    }
    self.tensors = tensors
  }

  /// Makes sure that the file is of the kind that is needed.
  ///
  /// - Throws: `TensorFileKindError`, which names both.
  public func expect(_ kind: TensorFileKind) throws(TensorFileKindError) {
    guard metadata.kind == kind else {
      throw TensorFileKindError(path: path, kind: metadata.kind, expected: kind)
    }
  }
}

/// The name, type and shape of a tensor in a file.
public struct TensorDescription: Equatable, Sendable {
  /// The name.
  public let name: String
  /// The type of the elements.
  public let scalarType: ScalarType
  /// The length of each dimension, slowest first.
  public let shape: [Int]
  /// The number of bytes.
  public var byteCount: Int { shape.reduce(1, *) * scalarType.size }

  /// Describes a tensor.
  public init(name: String, scalarType: ScalarType, shape: [Int]) {
    self.name = name
    self.scalarType = scalarType
    self.shape = shape
  }
}
