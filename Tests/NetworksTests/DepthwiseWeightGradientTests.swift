import CKernels
import Networks
import TestSupport
import Testing

/// Our own kernel against the definition, in double precision.
@Suite("The gradient of a depthwise convolution's weights")
struct DepthwiseWeightGradientTests {
  private static let network = Architecture.efficientnetLite0.network
  private static let batchSize = 3

  /// Of both strides, with as many channels as fill groups of four vectors, or leave some over; sides with equal and
  /// unequal padding, smaller than the kernel, and with more rows than are summed at once.
  @Test("is that of the definition", arguments: [2, 7, 8, 13, 56])
  func definition(side: Int) throws {
    var count = 0
    for operation in Self.network.operations {
      guard case .convolution(5, let stride, let padding, _) = operation.kind, side < 50 || operation.channels < 200
      else { continue }
      let resultSide = (side + stride - 1) / stride
      let own = try #require(
        DepthwiseWeightGradient(
          Self.network, operation, sides: (side, resultSide), batchSize: Self.batchSize))
      let source = FormulaNumbers.uniform(8000, Self.batchSize * side * side * operation.channels)
      let gradient = FormulaNumbers.uniform(8001, Self.batchSize * resultSide * resultSide * operation.channels)
      let before = padding.amounts(size: side, kernel: 5, stride: stride).before
      var expected = [Double](repeating: 1, count: operation.channels * 25)
      for place in 0..<Self.batchSize * resultSide * resultSide {
        let (image, y, x) = (place / resultSide / resultSide, place / resultSide % resultSide, place % resultSide)
        for tap in 0..<25 {
          let (sourceY, sourceX) = (y * stride + tap / 5 - before, x * stride + tap % 5 - before)
          guard (0..<side).contains(sourceY), (0..<side).contains(sourceX) else { continue }
          let pixel = ((image * side + sourceY) * side + sourceX) * operation.channels
          for channel in 0..<operation.channels {
            expected[channel * 25 + tap] +=
              Double(gradient[place * operation.channels + channel]) * Double(source[pixel + channel])
          }
        }
      }
      let found = add(own, source, gradient, workers: 1)
      #expect(relativeError(found, expected.map(Float.init)) < 1e-6, "\(operation.name)")
      // Workers share channels: the bits are the same.
      for workers in 2...5 {
        let isSame = add(own, source, gradient, workers: workers) == found
        #expect(isSame, "\(operation.name), \(workers) workers")
      }
      count += 1
    }
    #expect(count > 0)
  }

  @Test("is as exact from numbers that are kept as bfloat16", arguments: [7, 13])
  func bfloat16(side: Int) throws {
    for operation in Self.network.operations {
      guard case .convolution(5, let stride, _, _) = operation.kind else { continue }
      let sides = (side, (side + stride - 1) / stride)
      let wide = try #require(DepthwiseWeightGradient(Self.network, operation, sides: sides, batchSize: 1))
      let narrow = try #require(DepthwiseWeightGradient(Self.network, operation, sides: sides, batchSize: 1, .bfloat16))
      let source = FormulaNumbers.uniform(8000, side * side * operation.channels).map { BFloat16($0).value }
      let gradient = FormulaNumbers.uniform(8001, sides.1 * sides.1 * operation.channels).map { BFloat16($0).value }
      let (kept, keptGradient) = (
        AlignedMap(source, kernel_numbers_bfloat16), AlignedMap(gradient, kernel_numbers_bfloat16)
      )
      let found = withExtendedLifetime((kept, keptGradient)) { add(narrow, kept.base, keptGradient.base, workers: 1) }
      // More rows of half as many bytes are summed at once.
      #expect(relativeError(found, add(wide, source, gradient, workers: 1)) < 1e-6, "\(operation.name)")
    }
  }

  /// Adds to ones.
  private func add(
    _ own: DepthwiseWeightGradient, _ source: UnsafeRawPointer, _ gradient: UnsafeRawPointer, workers: Int
  ) -> [Float] {
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: own.scratchByteCount, alignment: 64)
    defer { scratch.deallocate() }
    var weights = [Float](repeating: 1, count: own.scratchByteCount / MemoryLayout<Double>.stride)
    weights.withUnsafeMutableBufferPointer { weights in
      if let base = weights.baseAddress {
        own.add(source: source, gradient: gradient, to: base, scratch: scratch, workers: workers)
      }
    }
    return weights
  }

  @Test("is left to oneDNN for other convolutions")
  func others() {
    for architecture in [Architecture.efficientnetLite0, .resnext50x32x4d] {
      let network = architecture.network
      for operation in network.operations {
        if case .convolution(5, _, _, operation.channels) = operation.kind { continue }
        #expect(
          DepthwiseWeightGradient(network, operation, sides: (8, 8), batchSize: 1) == nil)
      }
    }
  }
}
