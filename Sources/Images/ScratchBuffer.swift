/// Memory that grows and is used again; its content is not kept between calls.
struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var memory = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

  deinit { memory.deallocate() }

  /// Returns room for `count` elements, uninitialised, valid until the next call.
  mutating func reserve(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
    // What one huge image needed is given back.
    let isWasteful = memory.count > 1 << 26 && memory.count / 4 > count
    if memory.count < count || isWasteful {
      memory.deallocate()
      memory = .allocate(capacity: count)
    }
    return UnsafeMutableBufferPointer(rebasing: memory[..<count])
  }
}

extension [UInt8] {
  /// Calls `body` with the bytes; what it throws keeps its type, unlike in the standard library's method.
  func withRawBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = withUnsafeBytes { bytes in
      do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
