import CKernels
import Networks
import TestSupport
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
        instructions: instructions, numbers: kernel_numbers_float32, images: 3, side: side, inputs: 32, outputs: 64,
        accumulates: accumulates,
        rectifies: rectifies)
      let example = Example(convolution)
      let result = example.computed
      let expected = example.expected
      let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(error < 1e-5 * (expected.map(abs).max() ?? 0))
      #expect(result.contains { $0 < 0 } == !rectifies)
    }
  }

  @Test(
    "has the gradients of the convolution, of maps of any width",
    arguments: [1, 2, 3, 4, 5, 7, 14, 21],
    [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline])
  func gradients(side: Int, instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    let example = GradientExample(instructions, side: side)
    #expect(relativeError(example.sourceGradient, example.expectedSourceGradient) < 1e-5)
    let gradient = example.weightGradient(workers: 1)
    #expect(relativeError(gradient, example.expectedWeightGradient) < 1e-5)
    // Workers share panels: the bits are the same.
    let isSame = example.weightGradient(workers: 2) == gradient
    #expect(isSame)
  }

  @Test(
    "rounds to bfloat16 what it computes from bfloat16", arguments: [5, 14],
    [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline])
  func bfloat16(side: Int, instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    let wide = GradientExample(instructions, side: side)
    let narrow = GradientExample(instructions, numbers: kernel_numbers_bfloat16, side: side)
    let isRounded = narrow.sourceGradient == wide.sourceGradient.map { BFloat16($0).value }
    let isEqual = narrow.weightGradient(workers: 1) == wide.weightGradient(workers: 1)
    #expect(isRounded && isEqual)
  }

  @Test("refuses channels that do not fill up its vectors")
  func channels() {
    func fits(_ inputs: Int, _ outputs: Int) -> Bool {
      let convolution = kernel_winograd(
        instructions: kernel_instructions_baseline, numbers: kernel_numbers_float32, images: 1, side: 4, inputs: inputs,
        outputs: outputs,
        accumulates: false, rectifies: false)
      return withUnsafePointer(to: convolution, kernel_winograd_fits)
    }
    #expect(fits(8, 16) && !fits(4, 8) && !fits(8, 12))
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
      kernel_winograd_weights(
        convolution, false, 0, kernel_winograd_panel_count(convolution), weights, transformed.base)
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_winograd_scratch_count(convolution)))
      let (source, biases, result) = (AlignedFloats(pixels), AlignedFloats(bias), AlignedFloats(addend))
      return withExtendedLifetime((transformed, scratch, source, biases)) {
        // In two parts, as two workers would.
        let blocks = kernel_winograd_block_count(convolution)
        for share in [0..<blocks / 2, blocks / 2..<blocks] {
          kernel_winograd(
            convolution, share.lowerBound, share.upperBound, source.base, transformed.base, biases.base, result.base,
            scratch.base)
        }
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

/// A convolution's result and its gradient, and what becomes of it.
private struct GradientExample {
  let convolution: kernel_winograd
  let pixels: [Float]
  let weights: [Float]
  let gradient: [Float]

  private var numbers: kernel_numbers { convolution.numbers }

  /// Pixels and gradients are numbers of bfloat16, however they are kept.
  init(_ instructions: kernel_instructions, numbers: kernel_numbers = kernel_numbers_float32, side: Int) {
    convolution = kernel_winograd(
      instructions: instructions, numbers: numbers, images: 3, side: side, inputs: 32, outputs: 64,
      accumulates: false, rectifies: false)
    let positions = convolution.images * side * side
    pixels = FormulaNumbers.uniform(1, positions * convolution.inputs).map { BFloat16($0).value }
    weights = FormulaNumbers.uniform(2, convolution.outputs * convolution.inputs * 9)
    gradient = FormulaNumbers.uniform(5, positions * convolution.outputs).map { BFloat16($0).value }
  }

  /// What the kernel gives, by the transposed weights.
  var sourceGradient: [Float] {
    var backward = convolution
    (backward.inputs, backward.outputs) = (convolution.outputs, convolution.inputs)
    return withUnsafePointer(to: backward) { backward in
      let transformed = AlignedFloats([Float](repeating: 0, count: kernel_winograd_weight_count(backward)))
      kernel_winograd_weights(backward, true, 0, kernel_winograd_panel_count(backward), weights, transformed.base)
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_winograd_scratch_count(backward)))
      let (source, result) = (AlignedMap(gradient, numbers), AlignedMap(pixels, numbers))
      return withExtendedLifetime((transformed, scratch, source)) {
        kernel_winograd(
          backward, 0, kernel_winograd_block_count(backward), source.base, transformed.base, nil, result.base,
          scratch.base)
        return result.values
      }
    }
  }

  /// What the kernel adds to ones.
  func weightGradient(workers: Int) -> [Float] {
    withUnsafePointer(to: convolution) { convolution in
      let panels = kernel_winograd_panel_count(convolution)
      let scratchCount = kernel_winograd_gradient_scratch_count(convolution, panels)
      let scratch = AlignedFloats([Float](repeating: .nan, count: scratchCount))
      let (source, result) = (AlignedMap(pixels, numbers), AlignedMap(gradient, numbers))
      let sums = AlignedFloats([Float](repeating: 1, count: weights.count))
      return withExtendedLifetime((scratch, source, result)) {
        for worker in 0..<workers {
          kernel_winograd_gradient(
            convolution, panels * worker / workers, panels * (worker + 1) / workers, source.base, result.base,
            sums.base, scratch.base)
        }
        return sums.values
      }
    }
  }

  var expectedSourceGradient: [Float] { definition.sourceGradient(weights, gradient) }
  var expectedWeightGradient: [Float] { definition.weightGradient(pixels, gradient) }

  private var definition: DirectConvolution {
    DirectConvolution(
      images: convolution.images, side: convolution.side, inputs: convolution.inputs, outputs: convolution.outputs)
  }
}
