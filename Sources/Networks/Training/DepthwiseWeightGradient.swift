internal import CKernels
internal import Workers

/// The gradient of the weights of a 5×5 depthwise convolution on interleaved maps, by a kernel of our own.
///
/// The code that oneDNN 2.6.3 has for it reaches 6–13 GFLOP/s on two cores; this one is limited by memory.
package struct DepthwiseWeightGradient {
  private let convolution: kernel_depthwise

  private static let lanes = Int(kernel_depthwise_lanes)
  private static let kernel = 5

  /// Describes the computation; `nil` for any other convolution.
  package init?(
    _ network: Network, _ operation: Network.Operation, sides: (source: Int, result: Int),
    batchSize: Int, _ precision: Precision = .float32
  ) {
    guard case .convolution(let kernel, let stride, let padding, operation.channels) = operation.kind,
      kernel == DepthwiseWeightGradient.kernel,
      network.operations[operation.inputs[0]].channels == operation.channels,
      operation.channels % DepthwiseWeightGradient.lanes == 0
    else { return nil }
    convolution = kernel_depthwise(
      numbers: precision.numbers, images: batchSize, channels: operation.channels, side: sides.source,
      result_side: sides.result, stride: stride,
      padding: padding.amounts(size: sides.source, kernel: kernel, stride: stride).before)
  }

  private var weightsPerChannel: Int { DepthwiseWeightGradient.kernel * DepthwiseWeightGradient.kernel }

  /// The bytes of scratch memory that `add` needs.
  package var scratchByteCount: Int { convolution.channels * weightsPerChannel * MemoryLayout<Double>.stride }

  /// Adds the gradient to `weights`, in the published order.
  package func add(
    source: UnsafeRawPointer, gradient: UnsafeRawPointer, to weights: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutableRawPointer, workers: Int
  ) {
    let totals = scratch.assumingMemoryBound(to: Double.self)
    Workers.share(convolution.channels / DepthwiseWeightGradient.lanes, among: workers) { groups, _ in
      let first = groups.lowerBound * DepthwiseWeightGradient.lanes
      withUnsafePointer(to: convolution) {
        kernel_depthwise_weight_gradient(
          $0, first, groups.upperBound * DepthwiseWeightGradient.lanes, source, gradient,
          totals + first * weightsPerChannel, weights)
      }
    }
  }
}
