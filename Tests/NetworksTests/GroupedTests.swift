import CKernels
import Networks
import Testing

/// Our grouped 3×3 convolution against the sum that defines it, in double precision.
@Suite("The grouped convolution")
struct GroupedTests {
  @Test(
    "is the convolution, of maps of any width",
    arguments: [1, 2, 3, 4, 5, 7, 8, 13, 14, 19, 29],
    [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline])
  func definition(side: Int, instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    for (width, stride) in [4, 8, 16, 32].flatMap({ [($0, 1), ($0, 2)] }) {
      for rectifies in [false, true] {
        let convolution = kernel_grouped(
          instructions: instructions, images: 2, side: side, stride: stride, channels: 64, groups: 64 / width,
          rectifies: rectifies)
        let example = Example(convolution)
        let result = example.results
        let expected = example.definition.results(example.pixels, example.weights, example.bias).map {
          rectifies ? max($0, 0) : $0
        }
        let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
        #expect(error < 1e-6 * (expected.map(abs).max() ?? 0), "groups of \(width), stride \(stride)")
        #expect(result.contains { $0 < 0 } == !rectifies)
      }
    }
  }

  @Test(
    "has the gradients of the convolution, of maps of any width",
    arguments: [1, 2, 3, 4, 5, 7, 8, 13, 14, 19],
    [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline])
  func gradients(side: Int, instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    for (width, stride) in [4, 8, 16, 32].flatMap({ [($0, 1), ($0, 2)] }) {
      let example = Example(
        kernel_grouped(
          instructions: instructions, images: 3, side: side, stride: stride, channels: 64, groups: 64 / width,
          rectifies: false))
      let expected = example.definition.weightGradient(example.pixels, example.gradient)
      #expect(relativeError(example.weightGradient, expected) < 1e-6, "groups of \(width), stride \(stride)")
      let sourceGradient = example.definition.sourceGradient(example.weights, example.gradient)
      #expect(relativeError(example.sourceGradient, sourceGradient) < 1e-6, "groups of \(width), stride \(stride)")
    }
  }

  @Test("refuses groups and strides that it has no code for")
  func shapes() {
    func fits(_ channels: Int, groups: Int, stride: Int = 1) -> Bool {
      let convolution = kernel_grouped(
        instructions: kernel_instructions_baseline, images: 1, side: 4, stride: stride, channels: channels,
        groups: groups, rectifies: false)
      return withUnsafePointer(to: convolution, kernel_grouped_fits)
    }
    #expect(fits(128, groups: 32) && fits(128, groups: 32, stride: 2) && fits(128, groups: 2))
    #expect(!fits(128, groups: 32, stride: 3) && !fits(128, groups: 128) && !fits(128, groups: 1))
    #expect(!fits(96, groups: 16))
  }
}

private struct Example {
  let convolution: kernel_grouped
  let pixels: [Float]
  let weights: [Float]
  let bias: [Float]
  let gradient: [Float]

  init(_ convolution: kernel_grouped) {
    self.convolution = convolution
    let (channels, side) = (convolution.channels, withUnsafePointer(to: convolution, kernel_grouped_side))
    pixels = FormulaNumbers.uniform(1, convolution.images * convolution.side * convolution.side * channels)
    weights = FormulaNumbers.uniform(2, channels * channels / convolution.groups * 9)
    bias = FormulaNumbers.uniform(3, channels)
    gradient = FormulaNumbers.uniform(4, convolution.images * side * side * channels)
  }

  /// What the kernel gives.
  var results: [Float] {
    let source = AlignedFloats(pixels)
    let biases = AlignedFloats(bias)
    return convolved(transposed: false, count: gradient.count) { convolution, weights, result in
      // In two parts, as two workers would.
      let rows = convolution.pointee.images * kernel_grouped_side(convolution)
      for share in [0..<rows / 2, rows / 2..<rows] {
        kernel_grouped(convolution, share.lowerBound, share.upperBound, source.base, weights, biases.base, result)
      }
    }
  }

  /// The gradient of the source that it gives.
  var sourceGradient: [Float] {
    let gradient = AlignedFloats(gradient)
    return convolved(transposed: true, count: pixels.count) { convolution, weights, result in
      let rows = convolution.pointee.images * convolution.pointee.side
      for share in [0..<rows / 2, rows / 2..<rows] {
        kernel_grouped_source_gradient(
          convolution, share.lowerBound, share.upperBound, gradient.base, weights, result)
      }
    }
  }

  private func convolved(
    transposed: Bool, count: Int,
    _ body: (UnsafePointer<kernel_grouped>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    let ordered = AlignedFloats([Float](repeating: .nan, count: weights.count))
    let result = AlignedFloats([Float](repeating: .nan, count: count))
    withUnsafePointer(to: convolution) { convolution in
      kernel_grouped_weights(convolution, transposed, weights, ordered.base)
      body(convolution, ordered.base, result.base)
    }
    return withExtendedLifetime(ordered) { result.values }
  }

  /// What the kernel adds to ones.
  var weightGradient: [Float] {
    withUnsafePointer(to: convolution) { convolution in
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_grouped_gradient_scratch_count(convolution)))
      let (source, result) = (AlignedFloats(pixels), AlignedFloats(gradient))
      let sums = AlignedFloats([Float](repeating: 1, count: weights.count))
      return withExtendedLifetime((scratch, source, result)) {
        let vectors = kernel_grouped_vector_count(convolution)
        for share in [0..<vectors / 2, vectors / 2..<vectors] {
          kernel_grouped_gradient(
            convolution, share.lowerBound, share.upperBound, source.base, result.base, sums.base, scratch.base)
        }
        return sums.values
      }
    }
  }

  /// The same computation by its definition.
  var definition: DirectConvolution {
    DirectConvolution(
      images: convolution.images, side: convolution.side, stride: convolution.stride, inputs: convolution.channels,
      outputs: convolution.channels, groups: convolution.groups)
  }
}
