package import Files

/// A block of numbers in row-major order: a type, a shape and the bytes, which are shared and never change.
public struct Tensor: Sendable {
  /// The type of the elements.
  public let scalarType: ScalarType
  /// The length of each dimension, slowest first; empty for a single number.
  public let shape: [Int]
  package let storage: Storage
  /// Where the first element is in the storage.
  package let byteOffset: Int

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The number of bytes.
  public var byteCount: Int { count * scalarType.size }

  /// Where the bytes live.
  package enum Storage: Sendable {
    case memory(HeapStorage)
    case file(MappedFile)

    package func withBytes<Result, Failure: Error>(
      _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      switch self {
      case .memory(let storage): try body(storage.bytes)
      case .file(let file): try file.withBytes(body)
      }
    }
  }

  /// Names `shape` elements of `storage`, from `byteOffset` on; the caller has checked that they are there.
  package init(scalarType: ScalarType, shape: [Int], storage: Storage, byteOffset: Int) {
    self.scalarType = scalarType
    self.shape = shape
    self.storage = storage
    self.byteOffset = byteOffset
  }

  /// Makes a tensor of float32 from `values`, row by row.
  public init(shape: [Int], values: [Float]) {
    self.init(scalarType: .float32, shape: shape, elements: values)
  }

  /// Makes a tensor of int64 from `values`, row by row.
  public init(shape: [Int], values: [Int64]) {
    self.init(scalarType: .int64, shape: shape, elements: values)
  }

  /// Makes a tensor of uint8 from `values`, row by row.
  public init(shape: [Int], values: [UInt8]) {
    self.init(scalarType: .uint8, shape: shape, elements: values)
  }

  private init<Element: BitwiseCopyable>(scalarType: ScalarType, shape: [Int], elements: [Element]) {
    precondition(shape.reduce(1, *) == elements.count, "\(elements.count) values do not fill the shape \(shape)")
    let storage = elements.withUnsafeBytes { HeapStorage(copying: $0) }
    self.init(scalarType: scalarType, shape: shape, storage: .memory(storage), byteOffset: 0)
  }

  /// Makes a tensor of any type from its bytes in little-endian order.
  public init(scalarType: ScalarType, shape: [Int], bytes: [UInt8]) {
    precondition(shape.reduce(1, *) * scalarType.size == bytes.count)
    let storage = bytes.withUnsafeBytes { HeapStorage(copying: $0) }
    self.init(scalarType: scalarType, shape: shape, storage: .memory(storage), byteOffset: 0)
  }

  /// Calls `body` with the bytes, which may not outlive the call.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withBytes { (all) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: all[byteOffset..<byteOffset + byteCount]))
    }
  }

  /// The elements as float32, converted from any floating-point type; `nil` for integers.
  public var floats: [Float]? {
    withBytes { bytes in
      switch scalarType {
      case .float32: read(bytes, as: Float.self) { $0 }
      case .float64: read(bytes, as: Double.self) { Float($0) }
      case .float16: read(bytes, as: UInt16.self) { halfPrecision($0) }
      case .bfloat16: read(bytes, as: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
      default: nil
      }
    }
  }

  /// The elements as integers, converted from any integer type; `nil` for floating point and for what does not fit.
  public var integers: [Int]? {
    withBytes { bytes in
      switch scalarType {
      case .int64: read(bytes, as: Int64.self) { Int($0) }
      case .int32: read(bytes, as: Int32.self) { Int($0) }
      case .int16: read(bytes, as: Int16.self) { Int($0) }
      case .int8: read(bytes, as: Int8.self) { Int($0) }
      case .uint64: all(read(bytes, as: UInt64.self) { Int(exactly: $0) })
      case .uint32: read(bytes, as: UInt32.self) { Int($0) }
      case .uint16: read(bytes, as: UInt16.self) { Int($0) }
      case .uint8, .bool: read(bytes, as: UInt8.self) { Int($0) }
      default: nil
      }
    }
  }

  private func all(_ values: [Int?]) -> [Int]? {
    let known = values.compactMap(\.self)
    return known.count == values.count ? known : nil
  }

  // The bytes of a mapped file need not be aligned.
  private func read<Element: BitwiseCopyable, Value>(
    _ bytes: UnsafeRawBufferPointer, as type: Element.Type, _ convert: (Element) -> Value
  ) -> [Value] {
    let stride = MemoryLayout<Element>.stride
    return (0..<count).map { convert(bytes.loadUnaligned(fromByteOffset: $0 * stride, as: type)) }
  }
}

/// Memory of our own, aligned to a cache line.
package final class HeapStorage: Sendable {
  // Written once, in init.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  init(copying source: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 64)
    copy.copyMemory(from: source)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit { bytes.deallocate() }
}

/// Widens IEEE binary16. (`Float16` would need an instruction that a baseline build does not have.)
func halfPrecision(_ bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10 & 31)
  let fraction = UInt32(bits & 1023)
  switch exponent {
  case 0:
    let magnitude = Float(fraction) * 0x1p-24
    return sign == 0 ? magnitude : -magnitude
  case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
