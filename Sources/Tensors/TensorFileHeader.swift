internal import Files
internal import Records

/// The header of a safetensors file, read with every check that the format asks for.
struct TensorFileHeader {
  /// The JSON text is not read when it is longer: a network with a thousand tensors needs a hundredth of this.
  static let byteLimit = 16 << 20

  /// As many as NumPy has.
  private static let dimensionLimit = 64

  var metadata = JSONObject()
  /// The tensors in the order of their bytes, with their places after the header.
  var entries: [(description: TensorDescription, range: Range<Int>)] = []
  /// Where the tensors' bytes begin.
  var dataOffset = 0
  /// The length of the whole file.
  private var byteCount = 0

  init() {}

  /// Reads the header of a file with these `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    try self.init(beginning: bytes, path: path)
    guard bytes.count >= byteCount else {
      throw FileError("read", path, reason: "torn: \(bytes.count) bytes of \(byteCount)")
    }
    guard bytes.count == byteCount else {
      throw FileError("read", path, reason: "it has \(bytes.count - byteCount) bytes too many")
    }
  }

  /// The length of a file that begins with `start`: at least the header's, where that is not complete.
  static func byteCount(of start: UnsafeRawBufferPointer, path: String) throws(FileError) -> Int {
    let dataOffset = try dataOffset(of: start, path: path)
    return dataOffset > start.count ? dataOffset : try TensorFileHeader(beginning: start, path: path).byteCount
  }

  /// Where the header ends, from the first bytes of a file.
  private static func dataOffset(of bytes: UnsafeRawBufferPointer, path: String) throws(FileError) -> Int {
    func failure(_ reason: String) -> FileError { FileError("read", path, reason: reason) }
    guard bytes.count >= 8 else {
      throw failure(bytes.isEmpty ? "empty" : "not a safetensors file: it has only \(bytes.count) bytes")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    if bytes.count > 8, bytes[8] != UInt8(ascii: "{") {
      let isFromPyTorch = bytes.starts(with: "PK".utf8) || bytes.starts(with: [0x80, 0x02])
      throw failure("not a safetensors file\(isFromPyTorch ? "; import-weights reads PyTorch's" : "")")
    }
    guard length >= 2, length <= UInt64(TensorFileHeader.byteLimit) else {
      throw failure("not a safetensors file: its header would have \(length) bytes")
    }
    return 8 + Int(length)
  }

  /// Reads the header that `bytes`, which may be fewer than the file's, begin with.
  private init(beginning bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    func failure(_ reason: String) -> FileError { FileError("read", path, reason: reason) }
    dataOffset = try TensorFileHeader.dataOffset(of: bytes, path: path)
    guard dataOffset <= bytes.count else { throw failure("torn: \(bytes.count) bytes of at least \(dataOffset)") }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: bytes[8..<dataOffset]))
    } catch {
      throw failure("its header is damaged: \(error)")
    }
    guard case .object(let object) = json else { throw failure("its header is damaged: it is not an object") }

    for field in object.fields {
      if field.name == "__metadata__" {
        guard let object = field.value.object else { throw failure("its header is damaged: the metadata is no object") }
        metadata = object
      } else {
        entries.append(try TensorFileHeader.entry(field, path: path))
      }
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw failure("its header is damaged: '\(entry.description.name)' does not begin where its neighbour ends")
      }
      end = entry.range.upperBound
    }
    let (expected, overflows) = dataOffset.addingReportingOverflow(end)
    guard !overflows else { throw failure("torn: \(bytes.count) bytes of \(end)") }
    byteCount = expected
  }

  // Checks one tensor's type, shape and place against each other.
  private static func entry(
    _ field: JSONObject.Field, path: String
  ) throws(FileError) -> (description: TensorDescription, range: Range<Int>) {
    func failure(_ reason: String) -> FileError {
      FileError("read", path, reason: "its header is damaged: '\(field.name)' \(reason)")
    }
    guard let object = field.value.object, let typeName = object["dtype"]?.string,
      let lengths = object["shape"]?.array, let offsets = object["data_offsets"]?.array
    else { throw failure("is not described") }
    guard let scalarType = ScalarType(rawValue: typeName) else {
      throw FileError("read", path, reason: "its tensor '\(field.name)' has the unknown type '\(typeName)'")
    }
    let shape = lengths.compactMap(\.integer)
    let ends = offsets.compactMap(\.integer)
    guard shape.count == lengths.count, shape.count <= dimensionLimit, shape.allSatisfy({ $0 >= 0 }) else {
      throw failure("has no shape")
    }
    guard ends.count == 2, offsets.count == 2, 0 <= ends[0], ends[0] <= ends[1] else { throw failure("has no place") }
    var byteCount = 1
    for length in shape + [scalarType.size] {
      let (product, overflows) = byteCount.multipliedReportingOverflow(by: length)
      guard !overflows else { throw failure("is too large") }
      byteCount = product
    }
    guard byteCount == ends[1] - ends[0] else {
      throw failure("needs \(byteCount) bytes and has \(ends[1] - ends[0])")
    }
    return (TensorDescription(name: field.name, scalarType: scalarType, shape: shape), ends[0]..<ends[1])
  }
}
