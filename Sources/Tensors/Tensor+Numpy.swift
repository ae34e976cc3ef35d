public import Files

extension Tensor {
  /// Writes the file that NumPy's `np.save` writes for these numbers, byte for byte; bfloat16, which NumPy does not
  /// have, as float32.
  ///
  /// Source: `numpy/lib/format.py`, version 1.0.
  /// - Throws: `FileError` when it cannot be written.
  public func writeNumpy(to output: inout OutputFile) throws(FileError) {
    if scalarType == .bfloat16, let floats {
      return try Tensor(shape: shape, values: floats).writeNumpy(to: &output)
    }
    try output.write(numpyHeader)
    var failure: FileError?
    withBytes { bytes in
      do throws(FileError) { try output.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private var numpyHeader: [UInt8] {
    let lengths = shape.map(String.init)
    let tuple = lengths.count == 1 ? "(\(lengths[0]),)" : "(\(lengths.joined(separator: ", ")))"
    var text = "{'descr': '\(numpyType)', 'fortran_order': False, 'shape': \(tuple), }"
    // NumPy leaves room for the first length to grow to 21 digits.
    if let first = lengths.first { text += String(repeating: " ", count: max(0, 21 - first.count)) }
    let prefixCount = 10
    while !(prefixCount + text.utf8.count + 1).isMultiple(of: 64) { text += " " }
    text += "\n"
    let length = UInt16(truncatingIfNeeded: text.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }

  private var numpyType: String {
    switch scalarType {
    case .float64: "<f8"
    case .float32, .bfloat16: "<f4"
    case .float16: "<f2"
    case .int64: "<i8"
    case .int32: "<i4"
    case .int16: "<i2"
    case .int8: "|i1"
    case .uint64: "<u8"
    case .uint32: "<u4"
    case .uint16: "<u2"
    case .uint8: "|u1"
    case .bool: "|b1"
    }
  }
}
