public import Files
internal import Records

/// Writes a safetensors file: the header first, then the tensors' bytes in the order in which they were announced.
///
/// The file appears under its name only with `commit()`. `-` is standard output: a pipe, or a refusal when it is a
/// terminal.
public struct TensorFileWriter: ~Copyable {
  private var output: OutputFile
  private let expectedCount: Int
  private var writtenCount = 0

  // The first tensor begins at a multiple of this, so that a mapped file is aligned for vector instructions.
  private static let alignment = 64

  /// Makes sure that a file can be called `path`, before the work that it is for.
  ///
  /// - Throws: `FileError` when it cannot, or when it is a terminal.
  public static func open(_ path: String) throws(FileError) -> OutputFile { try OutputFile(path, isText: false) }

  /// Begins a file and writes its header.
  ///
  /// Larger element types should come before smaller ones: then every tensor is aligned to its own type.
  ///
  /// - Parameters:
  ///   - output: Where it will be, from `open`.
  ///   - metadata: What the file says about itself.
  ///   - tensors: The tensors whose bytes will follow; their names differ.
  /// - Throws: `FileError` when it cannot be written.
  public init(
    _ output: consuming OutputFile, metadata: TensorFileMetadata, tensors: [TensorDescription]
  ) throws(FileError) {
    expectedCount = tensors.reduce(0) { $0 + $1.byteCount }
    self.output = output
    let header = TensorFileWriter.header(metadata, tensors)
    try self.output.write(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) })
    try self.output.write(header)
  }

  private static func header(_ metadata: TensorFileMetadata, _ tensors: [TensorDescription]) -> [UInt8] {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of the same name")
    var header = JSONObject()
    header.append("__metadata__", .object(metadata.json))
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      let description: JSONObject = [
        "dtype": .string(tensor.scalarType.rawValue), "shape": .array(tensor.shape.map(JSONValue.integer)),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ]
      header.append(tensor.name, .object(description))
      offset = end
    }
    var bytes: [UInt8] = []
    header.append(to: &bytes)
    while !(8 + bytes.count).isMultiple(of: alignment) { bytes.append(UInt8(ascii: " ")) }
    return bytes
  }

  /// Adds the bytes of a tensor.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ tensor: Tensor) throws(FileError) {
    writtenCount += tensor.byteCount
    var failure: FileError?
    tensor.withBytes { bytes in
      do throws(FileError) { try output.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Adds some of the next bytes, little-endian: a tensor need not be in memory as a whole.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    writtenCount += bytes.count
    try output.write(bytes)
  }

  /// Adds some of the next numbers.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
    var failure: FileError?
    elements.withUnsafeBytes { bytes in
      do throws(FileError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file appear under its name, whole and on the disk.
  ///
  /// - Precondition: All bytes that were announced were written.
  /// - Throws: `FileError` when the last bytes cannot be written or the name cannot be given.
  public consuming func commit() throws(FileError) {
    precondition(writtenCount == expectedCount, "\(writtenCount) bytes were written, \(expectedCount) announced")
    try output.commit()
  }

  /// Writes a file of tensors that are all in memory, in their order.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public static func write(
    _ path: String, metadata: TensorFileMetadata, tensors: [(name: String, tensor: Tensor)]
  ) throws(FileError) {
    try write(open(path), metadata: metadata, tensors: tensors)
  }

  /// Writes a file of tensors that are all in memory, in their order, to `output` from `open`.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public static func write(
    _ output: consuming OutputFile, metadata: TensorFileMetadata, tensors: [(name: String, tensor: Tensor)]
  ) throws(FileError) {
    let descriptions = tensors.map {
      TensorDescription(name: $0.name, scalarType: $0.tensor.scalarType, shape: $0.tensor.shape)
    }
    var writer = try TensorFileWriter(output, metadata: metadata, tensors: descriptions)
    for (_, tensor) in tensors { try writer.write(tensor) }
    try writer.commit()
  }
}
