internal import CKernels
internal import Instructions

/// A 1×1 convolution by our own kernels, in all directions.
///
/// Workers share rows of results, or weights: results do not depend on how many there are.
struct PointwiseConvolution: ConvolutionCode {
  private let convolution: kernel_pointwise
  private let workers: Int

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(
    _ instructions: InstructionSet, images: Int, side: Int, stride: Int, inputs: Int, outputs: Int,
    sourceGradient: SourceGradient, workers: Int
  ) {
    convolution = kernel_pointwise(
      instructions: instructions.kernel, images: images, side: side, stride: stride, inputs: inputs, outputs: outputs,
      accumulates: sourceGradient == .summand, scale: nil, shift: nil)
    self.workers = workers
    guard withUnsafePointer(to: convolution, kernel_pointwise_fits) else { return nil }
  }

  var implementations: [String] { [] }
  var addsSourceGradients: Bool { true }
  var normalisesSource: Bool { true }
  var weightByteCount: Int { convolution.inputs * convolution.outputs * 4 }
  var scratchByteCount: Int { shares.scratchByteCount }

  private var shares: KernelShares {
    KernelShares(
      workers: workers,
      scratchCount: withUnsafePointer(to: convolution) {
        max(kernel_pointwise_scratch_count($0), kernel_pointwise_gradient_scratch_count($0))
      })
  }

  func bind(to addresses: ConvolutionAddresses) -> any ConvolutionLayer {
    var convolution = convolution
    if let (scale, shift) = addresses.normalisation { (convolution.scale, convolution.shift) = (scale, shift) }
    return Bound(convolution: convolution, shares: shares, addresses: addresses)
  }

  private struct Bound: ConvolutionLayer {
    let convolution: kernel_pointwise
    let shares: KernelShares
    let addresses: ConvolutionAddresses

    func forward(_ stream: Stream) {
      let weights = orderWeights(transposed: false)
      let (source, destination) = (addresses.source.floats, addresses.destination.floats)
      shares.forEach(of: convolution, rowCount, pieces: pieces, scratch: addresses.scratchpad) {
        convolution, rows, scratch in
        kernel_pointwise(convolution, rows.lowerBound, rows.upperBound, source, weights, destination, scratch)
      }
    }

    func backward(_ stream: Stream) {
      addWeightGradient()
      guard let sourceGradient = addresses.sourceGradient?.floats else { return }
      let weights = orderWeights(transposed: true)
      let gradient = addresses.gradient.floats
      shares.forEach(of: convolution, rowCount, pieces: pieces, isReversed: true, scratch: addresses.scratchpad) {
        convolution, rows, scratch in
        kernel_pointwise_source_gradient(
          convolution, rows.lowerBound, rows.upperBound, gradient, weights, sourceGradient, scratch)
      }
    }

    /// Small maps stay in the caches, and weights are read again for each piece.
    private var pieces: Int {
      let side = withUnsafePointer(to: convolution, kernel_pointwise_side)
      let byteCount = convolution.images * side * side * max(convolution.inputs, convolution.outputs) * 4
      return max(2, min(8, byteCount >> 22))
    }

    private var rowCount: Int { convolution.images * withUnsafePointer(to: convolution, kernel_pointwise_side) }

    private func orderWeights(transposed: Bool) -> UnsafeMutablePointer<Float> {
      let (values, ordered) = (addresses.values, addresses.weights.floats)
      let panels = withUnsafePointer(to: convolution) { kernel_pointwise_panel_count($0, transposed) }
      shares.forEach(of: convolution, panels, scratch: addresses.scratchpad) { convolution, panels, _ in
        kernel_pointwise_weights(convolution, transposed, panels.lowerBound, panels.upperBound, values, ordered)
      }
      return ordered
    }

    private func addWeightGradient() {
      let (source, gradient) = (addresses.sourceAgain.floats, addresses.gradient.floats)
      let parts = withUnsafePointer(to: convolution, kernel_pointwise_part_count)
      shares.forEach(of: convolution, parts, scratch: addresses.scratchpad) { convolution, parts, scratch in
        kernel_pointwise_gradient(
          convolution, parts.lowerBound, parts.upperBound, source, gradient, addresses.gradients, scratch)
      }
    }
  }
}
