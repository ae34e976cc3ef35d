internal import CKernels
internal import Instructions

/// A 3×3 convolution of stride 1 by our own kernels, in all directions.
///
/// Workers share tiles or weights. Only in the gradient of the weights is a number a sum over tiles, and that sum is one
/// worker's: results do not depend on how many there are.
struct WinogradConvolution: ConvolutionCode {
  private let forward: kernel_winograd
  /// From the gradient of the result to that of the source; `nil` where nobody wants it.
  private let backward: kernel_winograd?
  private let workers: Int

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(
    _ instructions: InstructionSet, _ precision: Precision, images: Int, side: Int, inputs: Int, outputs: Int,
    sourceGradient: SourceGradient, workers: Int
  ) {
    forward = kernel_winograd(
      instructions: instructions.kernel, numbers: precision.numbers, images: images, side: side, inputs: inputs,
      outputs: outputs, accumulates: false, rectifies: false)
    backward =
      sourceGradient == .unused
      ? nil
      : kernel_winograd(
        instructions: instructions.kernel, numbers: precision.numbers, images: images, side: side, inputs: outputs,
        outputs: inputs, accumulates: sourceGradient == .summand, rectifies: false)
    self.workers = workers
    for convolution in [forward, backward].compactMap({ $0 })
    where !withUnsafePointer(to: convolution, kernel_winograd_fits) { return nil }
  }

  var implementations: [String] { [] }
  var addsSourceGradients: Bool { true }
  var normalisesSource: Bool { false }

  var weightByteCount: Int {
    [forward, backward].compactMap { $0 }.map { withUnsafePointer(to: $0, kernel_winograd_weight_count) * 4 }.max() ?? 0
  }

  var scratchByteCount: Int { shares.scratchByteCount }

  private var shares: KernelShares {
    let convolutions = [forward, backward].compactMap { $0 }.map {
      withUnsafePointer(to: $0, kernel_winograd_scratch_count)
    }
    let gradient = withUnsafePointer(to: forward) {
      let panels = kernel_winograd_panel_count($0)
      return kernel_winograd_gradient_scratch_count($0, (panels + workers - 1) / workers)
    }
    return KernelShares(workers: workers, scratchCount: (convolutions + [gradient]).max() ?? 0)
  }

  func bind(to addresses: ConvolutionAddresses) -> any ConvolutionLayer {
    Bound(forward: forward, backward: backward, shares: shares, addresses: addresses)
  }

  private struct Bound: ConvolutionLayer {
    let forward: kernel_winograd
    let backward: kernel_winograd?
    let shares: KernelShares
    let addresses: ConvolutionAddresses

    func forward(_ stream: Stream) {
      convolve(forward, transposed: false, addresses.source, addresses.destination)
    }

    func backward(_ stream: Stream) {
      addWeightGradient()
      if let convolution = backward, let sourceGradient = addresses.sourceGradient {
        convolve(convolution, transposed: true, addresses.gradient, sourceGradient)
      }
    }

    private func convolve(
      _ convolution: kernel_winograd, transposed: Bool, _ source: UnsafeMutableRawPointer,
      _ destination: UnsafeMutableRawPointer
    ) {
      let weights = addresses.weights.floats
      forEachShare(of: convolution, kernel_winograd_panel_count) { convolution, panels, _ in
        kernel_winograd_weights(
          convolution, transposed, panels.lowerBound, panels.upperBound, addresses.values, weights)
      }
      forEachShare(of: convolution, kernel_winograd_block_count) { convolution, blocks, scratch in
        kernel_winograd(
          convolution, blocks.lowerBound, blocks.upperBound, source, weights, nil, destination, scratch)
      }
    }

    private func addWeightGradient() {
      let (source, gradient) = (addresses.sourceAgain, addresses.gradient)
      forEachShare(of: forward, kernel_winograd_panel_count) { convolution, panels, scratch in
        kernel_winograd_gradient(
          convolution, panels.lowerBound, panels.upperBound, source, gradient, addresses.gradients, scratch)
      }
    }

    /// Shares what `count` counts out to the workers.
    private func forEachShare(
      of convolution: kernel_winograd, _ count: (UnsafePointer<kernel_winograd>) -> Int,
      _ body: (UnsafePointer<kernel_winograd>, Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
      shares.forEach(
        of: convolution, withUnsafePointer(to: convolution, count), scratch: addresses.scratchpad, body)
    }
  }
}
