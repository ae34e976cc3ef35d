/// Float32 numbers in memory of their own, aligned to a cache line, all zero at first.
package final class FloatBuffer {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int

  package init(_ count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { base.deallocate() }

  /// Copies `values` to `offset` and returns the offset behind them.
  @discardableResult
  package func write(_ values: [Float], at offset: Int) -> Int {
    (base + offset).update(from: values, count: values.count)
    return offset + values.count
  }

  package func read(_ range: Range<Int>) -> [Float] {
    Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}
