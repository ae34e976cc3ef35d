import CKernels
import Networks
import Testing

/// Our 3×3 convolution against the sum that defines it, in double precision.
@Suite("Winograd's convolution")
struct WinogradTests {
  @Test(
    "is the convolution, of maps of any width",
    arguments: [1, 2, 3, 4, 5, 7, 14, 21],
    [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline])
  func definition(side: Int, instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    for (accumulates, rectifies) in [(false, false), (false, true), (true, false), (true, true)] {
      let convolution = kernel_winograd(
        instructions: instructions, images: 3, side: side, inputs: 32, outputs: 64, accumulates: accumulates,
        rectifies: rectifies)
      let example = Example(convolution)
      let result = example.computed
      let expected = example.expected
      let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(error < 1e-5 * (expected.map(abs).max() ?? 0))
      #expect(result.contains { $0 < 0 } == !rectifies)
    }
  }

  @Test("refuses channels that do not fill up its vectors")
  func channels() {
    func fits(_ inputs: Int, _ outputs: Int) -> Bool {
      let convolution = kernel_winograd(
        instructions: kernel_instructions_baseline, images: 1, side: 4, inputs: inputs, outputs: outputs,
        accumulates: false, rectifies: false)
      return withUnsafePointer(to: convolution, kernel_winograd_fits)
    }
    #expect(fits(4, 8) && !fits(3, 8) && !fits(4, 12))
  }
}

private struct Example {
  let convolution: kernel_winograd
  let pixels: [Float]
  let weights: [Float]
  let bias: [Float]
  let addend: [Float]

  init(_ convolution: kernel_winograd) {
    self.convolution = convolution
    let positions = convolution.images * convolution.side * convolution.side
    pixels = FormulaNumbers.uniform(1, positions * convolution.inputs)
    weights = FormulaNumbers.uniform(2, convolution.outputs * convolution.inputs * 9)
    bias = FormulaNumbers.uniform(3, convolution.outputs)
    addend = FormulaNumbers.uniform(4, positions * convolution.outputs)
  }

  /// What the kernel gives.
  var computed: [Float] {
    withUnsafePointer(to: convolution) { convolution in
      let transformed = AlignedFloats([Float](repeating: 0, count: kernel_winograd_weight_count(convolution)))
      kernel_winograd_weights(convolution, weights, transformed.base)
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_winograd_scratch_count(convolution)))
      let (source, biases, result) = (AlignedFloats(pixels), AlignedFloats(bias), AlignedFloats(addend))
      return withExtendedLifetime((transformed, scratch, source, biases)) {
        kernel_winograd(convolution, source.base, transformed.base, biases.base, result.base, scratch.base)
        return result.values
      }
    }
  }

  /// What the definition gives.
  var expected: [Double] {
    DirectConvolution(
      images: convolution.images, side: convolution.side, inputs: convolution.inputs, outputs: convolution.outputs
    ).results(pixels, weights, bias).enumerated().map { index, sum in
      let sum = convolution.accumulates ? sum + Double(addend[index]) : sum
      return convolution.rectifies ? max(sum, 0) : sum
    }
  }
}
