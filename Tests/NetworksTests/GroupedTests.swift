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
        let (result, expected) = (computed(convolution), expected(convolution))
        let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
        #expect(error < 1e-6 * (expected.map(abs).max() ?? 0), "groups of \(width), stride \(stride)")
        #expect(result.contains { $0 < 0 } == !rectifies)
      }
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

  /// What the kernel gives.
  private func computed(_ convolution: kernel_grouped) -> [Float] {
    let example = Example(convolution)
    return withUnsafePointer(to: convolution) { convolution in
      let ordered = AlignedFloats([Float](repeating: .nan, count: example.weights.count))
      kernel_grouped_weights(convolution, example.weights, ordered.base)
      let (source, biases) = (AlignedFloats(example.pixels), AlignedFloats(example.bias))
      let side = kernel_grouped_side(convolution)
      let count = convolution.pointee.images * side * side * convolution.pointee.channels
      let result = AlignedFloats([Float](repeating: .nan, count: count))
      return withExtendedLifetime((ordered, source, biases)) {
        kernel_grouped(convolution, source.base, ordered.base, biases.base, result.base)
        return result.values
      }
    }
  }

  /// What the definition gives.
  private func expected(_ convolution: kernel_grouped) -> [Double] {
    let example = Example(convolution)
    return DirectConvolution(
      images: convolution.images, side: convolution.side, stride: convolution.stride, inputs: convolution.channels,
      outputs: convolution.channels, groups: convolution.groups
    ).results(example.pixels, example.weights, example.bias).map { convolution.rectifies ? max($0, 0) : $0 }
  }

  private struct Example {
    let pixels: [Float]
    let weights: [Float]
    let bias: [Float]

    init(_ convolution: kernel_grouped) {
      let channels = convolution.channels
      pixels = FormulaNumbers.uniform(1, convolution.images * convolution.side * convolution.side * channels)
      weights = FormulaNumbers.uniform(2, channels * channels / convolution.groups * 9)
      bias = FormulaNumbers.uniform(3, channels)
    }
  }
}
