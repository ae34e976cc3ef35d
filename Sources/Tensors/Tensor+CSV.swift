public import Files

extension Tensor {
  /// Writes a line for each index of the first dimension, the numbers of the others separated by commas.
  ///
  /// Floating-point numbers have the fewest digits that give them back.
  /// - Throws: `FileError` when it cannot be written.
  public func writeCSV(to output: inout OutputFile) throws(FileError) {
    // The product of the other lengths need not be a number when one of them all is zero.
    guard count > 0 else { return }
    let rowCount = shape.first ?? 1
    let width = count / rowCount
    var line: [UInt8] = []
    for row in 0..<rowCount {
      line.removeAll(keepingCapacity: true)
      withBytes { bytes in
        for column in 0..<width {
          if column > 0 { line.append(UInt8(ascii: ",")) }
          line.append(contentsOf: text(of: row * width + column, in: bytes).utf8)
        }
      }
      line.append(UInt8(ascii: "\n"))
      try output.write(line)
    }
  }

  private func text(of index: Int, in bytes: UnsafeRawBufferPointer) -> String {
    func load<Element: BitwiseCopyable>(_ type: Element.Type) -> Element {
      bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.stride, as: type)
    }
    switch scalarType {
    case .float64: return load(Double.self).description
    case .float32: return load(Float.self).description
    case .float16: return halfPrecision(load(UInt16.self)).description
    case .bfloat16: return Float(bitPattern: UInt32(load(UInt16.self)) << 16).description
    case .int64: return load(Int64.self).description
    case .int32: return load(Int32.self).description
    case .int16: return load(Int16.self).description
    case .int8: return load(Int8.self).description
    case .uint64: return load(UInt64.self).description
    case .uint32: return load(UInt32.self).description
    case .uint16: return load(UInt16.self).description
    case .uint8, .bool: return load(UInt8.self).description
    }
  }
}
