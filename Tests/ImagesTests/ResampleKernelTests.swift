import CKernels
import Testing

/// The kernel that makes bytes has a loop of its own for vectors of 512 and 256 bits, where the scale allows it.
@Suite struct ResampleKernelTests {
  // The choice of instructions is a process's.
  @Test func bytesAreTheRoundedNumbers() async {
    await #expect(processExitsWith: .success) {
      for set in [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline]
      where kernel_has_instructions(set) {
        kernel_choose_instructions(set)
        // Of how many pixels sixteen lanes hold the sources: five, four, three; then they are too far apart.
        for scale in [0.6, 1.1, 2.2, 2.9, 4.2, 6.5] { ResampleKernelTests.compare(scale: scale) }
      }
    }
  }

  private static func compare(scale: Double) {
    for (count, taps) in [(1, 1), (2, 3), (5, 2), (16, 4), (37, 3), (37, 5), (64, 8)] {
      var draws = SystemRandomNumberGenerator()
      let width = Int(Double(count - 1) * scale) + taps
      let (starts, rowStarts) = ((0..<count).map { Int32(Double($0) * scale) }, [Int32(0), 1])
      // Some sums are below 0 and some above 255.
      func weights(_ count: Int) -> [Float] { (0..<count).map { _ in .random(in: -0.6...1.4, using: &draws) } }
      let (columnWeights, rowWeights) = (weights(count * taps), weights(2 * 2))
      let pixels = (0..<3 * 3 * width).map { _ in UInt8.random(in: 0...255, using: &draws) }
      var numbers = [Float](repeating: 0, count: 2 * 3 * count)
      var bytes = [UInt8](repeating: 0, count: numbers.count + 1)
      // A channel alone, in rows with a gap between them.
      let gap = 5
      var plane = [UInt8](repeating: 0, count: 2 * (count + gap))
      starts.withUnsafeBufferPointer { starts in
        columnWeights.withUnsafeBufferPointer { columnWeights in
          rowStarts.withUnsafeBufferPointer { rowStarts in
            rowWeights.withUnsafeBufferPointer { rowWeights in
              let columns = kernel_lines(
                starts: starts.baseAddress, weights: columnWeights.baseAddress, taps: taps, count: count,
                source_start: 0, source_count: width)
              let rows = kernel_lines(
                starts: rowStarts.baseAddress, weights: rowWeights.baseAddress, taps: 2, count: 2, source_start: 0,
                source_count: 3)
              var sums = [Float](repeating: .nan, count: kernel_resample_bytes_room(3, columns))
              kernel_resample_bytes(pixels, 3 * width, 3, rows, columns, &sums, &bytes, 3 * count)
              let reds = stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
              kernel_resample_bytes(reds, width, 1, rows, columns, &sums, &plane, count + gap)
              let (scales, halves) = ([Float](repeating: 1, count: 4), [Float](repeating: 0.5, count: 4))
              kernel_resample(pixels, 3 * width, rows, columns, scales, halves, &sums, &numbers, 3 * count, 3, 1)
            }
          }
        }
      }
      #expect(Array(bytes[..<numbers.count]) == numbers.map { UInt8($0) }, "\(count) pixels of \(taps) taps")
      let reds = stride(from: 0, to: numbers.count, by: 3).map { bytes[$0] }
      let none = [UInt8](repeating: 0, count: gap)
      #expect(plane == reds[..<count] + none + reds[count...] + none, "\(count) numbers of \(taps) taps")
    }
  }
}
