import CKernels
import Networks
import Testing

/// Our 1×1 convolution against the sum that defines it, in double precision.
@Suite("The 1×1 convolution")
struct PointwiseTests {
  private static let sets = [kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline]

  // Fewer positions than are multiplied together, a few more, and several blocks of them; the channels of several blocks.
  @Test(
    "is the convolution, and has its gradients", arguments: [(1, 32, 64), (5, 64, 32), (12, 96, 32), (15, 288, 320)],
    PointwiseTests.sets)
  func definition(shape: (side: Int, inputs: Int, outputs: Int), instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    for (stride, normalises) in [(1, false), (2, false), (3, false), (1, true), (2, true)] {
      var example = Example(instructions, side: shape.side, stride, inputs: shape.inputs, outputs: shape.outputs)
      example.normalises = normalises
      let bias = [Float](repeating: 0, count: shape.outputs)
      let expected = example.definition.results(example.source, example.weights, bias).map(Float.init)
      #expect(relativeError(example.results, expected) < 1e-6, "stride \(stride)")
      let weightGradient = example.definition.weightGradient(example.source, example.gradient)
      #expect(relativeError(example.weightGradient, weightGradient) < 1e-6, "stride \(stride)")
      let sourceGradient = example.definition.sourceGradient(example.weights, example.gradient)
      #expect(relativeError(example.sourceGradient(accumulates: false), sourceGradient) < 1e-6, "stride \(stride)")
      #expect(
        relativeError(example.sourceGradient(accumulates: true), sourceGradient.map { $0 + 1 }) < 1e-6,
        "stride \(stride), added to ones")
    }
  }

  @Test("has the same numbers however it is shared out", arguments: PointwiseTests.sets)
  func shares(instructions: kernel_instructions) {
    guard kernel_has_instructions(instructions) else { return }
    // Of the last, some shares are empty.
    for (inputs, outputs, shares) in [(96, 64, 3), (64, 96, 2), (32, 32, 7)] {
      var example = Example(instructions, side: 13, 1, inputs: inputs, outputs: outputs)
      let (results, weightGradient) = (example.results, example.weightGradient)
      let sourceGradient = example.sourceGradient(accumulates: false)
      example.shares = shares
      #expect(example.results == results && example.weightGradient == weightGradient)
      #expect(example.sourceGradient(accumulates: false) == sourceGradient)
    }
  }

  @Test("refuses channels that do not fill up its panels") func shapes() {
    func fits(_ inputs: Int, _ outputs: Int) -> Bool {
      let convolution = kernel_pointwise(
        instructions: kernel_instructions_baseline, images: 1, side: 4, stride: 1, inputs: inputs, outputs: outputs,
        accumulates: false, scale: nil, shift: nil)
      return withUnsafePointer(to: convolution, kernel_pointwise_fits)
    }
    #expect(fits(64, 32) && !fits(3, 32) && !fits(32, 20))
  }
}

private struct Example {
  let instructions: kernel_instructions
  let definition: DirectConvolution
  let pixels: [Float]
  let weights: [Float]
  let gradient: [Float]
  let scale: AlignedFloats
  let shift: AlignedFloats
  var shares = 1
  /// Whether the kernel is to scale and shift the pixels, and to limit them.
  var normalises = false

  init(_ instructions: kernel_instructions, side: Int, _ stride: Int, inputs: Int, outputs: Int) {
    self.instructions = instructions
    definition = DirectConvolution(kernel: 1, images: 2, side: side, stride: stride, inputs: inputs, outputs: outputs)
    pixels = FormulaNumbers.uniform(1, 2 * side * side * inputs)
    weights = FormulaNumbers.uniform(2, inputs * outputs)
    gradient = FormulaNumbers.uniform(3, 2 * definition.resultSide * definition.resultSide * outputs)
    scale = AlignedFloats(FormulaNumbers.uniform(4, inputs))
    shift = AlignedFloats(FormulaNumbers.uniform(5, inputs))
  }

  /// What is convolved.
  var source: [Float] {
    guard normalises else { return pixels }
    let (scale, shift) = (scale.values, shift.values)
    return pixels.enumerated().map { index, pixel in
      max(pixel * scale[index % scale.count] + shift[index % scale.count], 0)
    }
  }

  /// What the kernel gives.
  var results: [Float] {
    compute(from: pixels, transposed: false, into: [Float](repeating: .nan, count: gradient.count))
  }

  /// What it gives by the transposed weights, or adds to ones.
  func sourceGradient(accumulates: Bool) -> [Float] {
    compute(
      from: gradient, transposed: true, accumulates: accumulates,
      into: [Float](repeating: accumulates ? 1 : .nan, count: pixels.count))
  }

  /// What the kernel adds to ones.
  var weightGradient: [Float] {
    withKernel { kernel in
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_pointwise_gradient_scratch_count(kernel)))
      let (source, result) = (AlignedFloats(pixels), AlignedFloats(gradient))
      let sums = AlignedFloats([Float](repeating: 1, count: weights.count))
      return withExtendedLifetime((scratch, source, result)) {
        forEachShare(of: kernel_pointwise_part_count(kernel)) {
          kernel_pointwise_gradient(kernel, $0, $1, source.base, result.base, sums.base, scratch.base)
        }
        return sums.values
      }
    }
  }

  private func compute(
    from numbers: [Float], transposed: Bool, accumulates: Bool = false, into initial: [Float]
  ) -> [Float] {
    withKernel(accumulates: accumulates) { kernel in
      let ordered = AlignedFloats([Float](repeating: .nan, count: weights.count))
      forEachShare(of: kernel_pointwise_panel_count(kernel, transposed)) {
        kernel_pointwise_weights(kernel, transposed, $0, $1, weights, ordered.base)
      }
      let (source, result) = (AlignedFloats(numbers), AlignedFloats(initial))
      let scratch = AlignedFloats([Float](repeating: .nan, count: kernel_pointwise_scratch_count(kernel)))
      return withExtendedLifetime((ordered, source, scratch)) {
        let compute = transposed ? kernel_pointwise_source_gradient : kernel_pointwise
        forEachShare(of: definition.images * definition.resultSide) {
          compute(kernel, $0, $1, source.base, ordered.base, result.base, scratch.base)
        }
        return result.values
      }
    }
  }

  private func withKernel(accumulates: Bool = false, _ body: (UnsafePointer<kernel_pointwise>) -> [Float]) -> [Float] {
    let kernel = kernel_pointwise(
      instructions: instructions, images: definition.images, side: definition.side, stride: definition.stride,
      inputs: definition.inputs, outputs: definition.outputs, accumulates: accumulates,
      scale: normalises ? scale.base : nil, shift: normalises ? shift.base : nil)
    return withUnsafePointer(to: kernel, body)
  }

  private func forEachShare(of count: Int, _ body: (_ first: Int, _ last: Int) -> Void) {
    for share in 0..<shares { body(count * share / shares, count * (share + 1) / shares) }
  }
}
