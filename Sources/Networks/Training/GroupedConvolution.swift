internal import CKernels
internal import Instructions
internal import Workers

/// A grouped 3×3 convolution of stride 1 by our own kernels, in all directions.
///
/// Workers share rows of results, or weights: results do not depend on how many there are.
struct GroupedConvolution: ConvolutionCode {
  private let convolution: kernel_grouped
  private let workers: Int

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(
    _ instructions: InstructionSet, images: Int, side: Int, channels: Int, groups: Int, workers: Int
  ) {
    convolution = kernel_grouped(
      instructions: instructions.kernel, images: images, side: side, stride: 1, channels: channels, groups: groups,
      rectifies: false)
    self.workers = workers
    guard withUnsafePointer(to: convolution, kernel_grouped_fits) else { return nil }
  }

  var implementations: [String] { [] }
  var addsSourceGradients: Bool { false }
  var weightByteCount: Int { withUnsafePointer(to: convolution, kernel_grouped_weight_count) * 4 }
  var scratchByteCount: Int { workers * scratchStride * 4 }

  /// The numbers between the scratch memory of one worker and that of the next one.
  private var scratchStride: Int { withUnsafePointer(to: convolution, kernel_grouped_gradient_scratch_count) }

  func bind(to addresses: ConvolutionAddresses) -> any ConvolutionLayer { Bound(code: self, addresses: addresses) }

  private struct Bound: ConvolutionLayer {
    let code: GroupedConvolution
    let addresses: ConvolutionAddresses

    func forward(_ stream: Stream) { convolve(transposed: false, addresses.source, addresses.destination) }

    func backward(_ stream: Stream) {
      addWeightGradient()
      if let sourceGradient = addresses.sourceGradient {
        convolve(transposed: true, addresses.gradient, sourceGradient)
      }
    }

    private func convolve(
      transposed: Bool, _ source: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer
    ) {
      let weights = addresses.weights.floats
      let rows = code.convolution.images * code.convolution.side
      withUnsafePointer(to: code.convolution) { kernel_grouped_weights($0, transposed, addresses.values, weights) }
      forEachShare(of: rows) { convolution, rows, _ in
        kernel_grouped(
          convolution, rows.lowerBound, rows.upperBound, source.floats, weights, nil, destination.floats)
      }
    }

    private func addWeightGradient() {
      let vectors = withUnsafePointer(to: code.convolution, kernel_grouped_vector_count)
      forEachShare(of: vectors) { convolution, vectors, scratch in
        kernel_grouped_gradient(
          convolution, vectors.lowerBound, vectors.upperBound, addresses.sourceAgain.floats,
          addresses.gradient.floats, addresses.gradients, scratch)
      }
    }

    /// Shares `count` out to the workers, each with scratch memory of its own.
    private func forEachShare(
      of count: Int, _ body: (UnsafePointer<kernel_grouped>, Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
      let (scratch, stride) = (addresses.scratchpad.floats, code.scratchStride)
      withUnsafePointer(to: code.convolution) { convolution in
        Workers.share(count, among: code.workers) { part, worker in body(convolution, part, scratch + worker * stride) }
      }
    }
  }
}
