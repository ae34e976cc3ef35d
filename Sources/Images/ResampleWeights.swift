internal import CKernels
internal import Tensors

/// Which pixels of a source line make each pixel of a resampled line, and with what weights.
///
/// Pillow's rule (`precompute_coeffs` in `src/libImaging/Resample.c`): the filter is centred on the pixel's middle, and
/// stretched by the reduction factor so that a reduction is antialiased; the weights sum to 1.
struct ResampleWeights: ~Copyable {
  /// The number of source pixels, or of the numbers that these are made of, that make one pixel.
  private(set) var taps = 0
  /// The first source pixel of each pixel.
  private(set) var starts: [Int32] = []
  /// `taps` weights a pixel.
  private(set) var weights: [Float] = []
  /// The source pixels that are needed at all.
  private(set) var sources = 0..<0
  // What they were computed for: photographs of one size come one after the other.
  private var line: Line?

  private struct Line: Equatable {
    let source: SourceLine
    let targetLength: Int
    let window: Range<Int>
    let interpolation: NetworkInput.Interpolation
  }

  /// Computes the weights of one line.
  ///
  /// - Parameters:
  ///   - source: What is resampled.
  ///   - targetLength: The length of the whole resampled line.
  ///   - window: The pixels of the resampled line that are wanted.
  mutating func compute(
    _ source: SourceLine, targetLength: Int, window: Range<Int>, interpolation: NetworkInput.Interpolation
  ) {
    let line = Line(source: source, targetLength: targetLength, window: window, interpolation: interpolation)
    guard line != self.line else { return }
    self.line = line
    let scale = source.extent / Double(targetLength)
    let stretch = max(scale, 1)
    let support = interpolation.support * stretch
    func centre(_ target: Int) -> Double { source.start + (Double(target) + 0.5) * scale }
    func reach(_ target: Int) -> Range<Int> {
      let first = max(Int((centre(target) - support + 0.5).rounded(.down)), 0)
      return first..<min(Int((centre(target) + support + 0.5).rounded(.down)), source.length)
    }
    taps = window.map { source.numbers(of: reach($0)).count }.max() ?? 0
    var sums = [Double](repeating: 0, count: taps)
    starts.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    for target in window {
      let reach = reach(target)
      func weight(_ pixel: Int) -> Double {
        interpolation.weight((Double(pixel) - centre(target) + 0.5) / stretch)
      }
      // Lines near the end start earlier, with weights of zero, so that each reads `taps` numbers that exist.
      let start = min(source.numbers(of: reach).lowerBound, source.numberCount - taps)
      let sum = reach.reduce(0) { $0 + weight($1) }
      for tap in 0..<taps { sums[tap] = 0 }
      for pixel in reach {
        let (weight, parts) = (weight(pixel) / sum, source.parts(of: pixel))
        sums[parts.nearest - start] += weight * (1 - parts.share)
        sums[parts.next - start] += weight * parts.share
      }
      weights.append(contentsOf: sums.lazy.map(Float.init))
      starts.append(Int32(start))
    }
    let lowest = Int(starts.min() ?? 0)
    sources = lowest..<Int(starts.max() ?? 0) + taps
  }

  /// Computes the weights of one line as OpenCV's `INTER_AREA` does.
  ///
  /// Reduced, a pixel is the mean of what it covers. As soon as one side of a picture is enlarged, both are made of two
  /// pixels (`resize.cpp`, `INTER_AREA` as a kind of `INTER_LINEAR`).
  mutating func computeArea(sourceLength: Int, targetLength: Int, isEnlarged: Bool) {
    line = nil
    let scale = Double(sourceLength) / Double(targetLength)
    taps = min(isEnlarged ? 2 : Int(scale.rounded(.up)) + 1, sourceLength)
    starts.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    for target in 0..<targetLength {
      let first = Double(target) * scale
      let source = min(Int(first), sourceLength - 1)
      let start = min(source, sourceLength - taps)
      let part = Double(target + 1) - Double(source + 1) / scale
      let second = part <= 0 || source == sourceLength - 1 ? 0 : part - part.rounded(.down)
      for place in start..<start + taps {
        if isEnlarged {
          weights.append(Float(place == source ? 1 - second : place == source + 1 ? second : 0))
        } else {
          weights.append(Float(max(0, min(Double(place + 1), first + scale) - max(Double(place), first)) / scale))
        }
      }
      starts.append(Int32(start))
    }
    sources = 0..<sourceLength
  }

  /// Calls `body` with the lines as the kernels take them, which may not outlive the call.
  borrowing func withLines(_ body: (kernel_lines) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      weights.withUnsafeBufferPointer { weights in
        body(
          kernel_lines(
            starts: starts.baseAddress, weights: weights.baseAddress, taps: taps, count: starts.count,
            source_start: sources.lowerBound, source_count: sources.count))
      }
    }
  }
}

extension NetworkInput.Interpolation {
  /// The distance in pixels beyond which the filter is zero.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The filter at `distance`: the triangle, or Keys' cubic with a = −1/2, as Pillow's.
  func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear: return max(1 - x, 0)
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}
