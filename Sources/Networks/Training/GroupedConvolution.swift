internal import CKernels
internal import Instructions

/// A grouped 3×3 convolution by our own kernels, in all directions.
///
/// Workers share rows, or weights: results do not depend on how many there are.
struct GroupedConvolution: ConvolutionCode {
  private let convolution: kernel_grouped
  private let workers: Int

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(
    _ instructions: InstructionSet, images: Int, side: Int, stride: Int, channels: Int, groups: Int, workers: Int
  ) {
    convolution = kernel_grouped(
      instructions: instructions.kernel, images: images, side: side, stride: stride, channels: channels, groups: groups,
      rectifies: false)
    self.workers = workers
    guard withUnsafePointer(to: convolution, kernel_grouped_fits) else { return nil }
  }

  var implementations: [String] { [] }
  var addsSourceGradients: Bool { false }
  var normalisesSource: Bool { false }
  var weightByteCount: Int { withUnsafePointer(to: convolution, kernel_grouped_weight_count) * 4 }
  var scratchByteCount: Int { shares.scratchByteCount }

  private var shares: KernelShares {
    KernelShares(
      workers: workers, scratchCount: withUnsafePointer(to: convolution, kernel_grouped_gradient_scratch_count))
  }

  func bind(to addresses: ConvolutionAddresses) -> any ConvolutionLayer {
    Bound(convolution: convolution, shares: shares, addresses: addresses)
  }

  private struct Bound: ConvolutionLayer {
    let convolution: kernel_grouped
    let shares: KernelShares
    let addresses: ConvolutionAddresses

    func forward(_ stream: Stream) {
      let (source, destination) = (addresses.source.floats, addresses.destination.floats)
      let weights = orderWeights(transposed: false)
      let side = withUnsafePointer(to: convolution, kernel_grouped_side)
      shares.forEach(of: convolution, convolution.images * side, pieces: 8, scratch: addresses.scratchpad) {
        convolution, rows, _ in
        kernel_grouped(convolution, rows.lowerBound, rows.upperBound, source, weights, nil, destination)
      }
    }

    func backward(_ stream: Stream) {
      addWeightGradient()
      guard let sourceGradient = addresses.sourceGradient?.floats else { return }
      let gradient = addresses.gradient.floats
      let weights = orderWeights(transposed: true)
      shares.forEach(
        of: convolution, convolution.images * convolution.side, pieces: 8, isReversed: true,
        scratch: addresses.scratchpad
      ) {
        convolution, rows, _ in
        kernel_grouped_source_gradient(
          convolution, rows.lowerBound, rows.upperBound, gradient, weights, sourceGradient)
      }
    }

    private func orderWeights(transposed: Bool) -> UnsafeMutablePointer<Float> {
      let weights = addresses.weights.floats
      withUnsafePointer(to: convolution) { kernel_grouped_weights($0, transposed, addresses.values, weights) }
      return weights
    }

    private func addWeightGradient() {
      let vectors = withUnsafePointer(to: convolution, kernel_grouped_vector_count)
      shares.forEach(of: convolution, vectors, scratch: addresses.scratchpad) { convolution, vectors, scratch in
        kernel_grouped_gradient(
          convolution, vectors.lowerBound, vectors.upperBound, addresses.sourceAgain.floats,
          addresses.gradient.floats, addresses.gradients, scratch)
      }
    }
  }
}
