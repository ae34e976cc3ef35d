internal import CKernels
internal import Instructions

/// A 3×3 convolution of groups of channels by our own kernel.
struct GroupedStep: StepCode {
  private let convolution: kernel_grouped

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(_ convolution: kernel_grouped) {
    guard withUnsafePointer(to: convolution, kernel_grouped_fits) else { return nil }
    self.convolution = convolution
  }

  var implementation: String { "grouped:\(InstructionSet(convolution.instructions))" }
  var weightByteCount: Int { withUnsafePointer(to: convolution, kernel_grouped_weight_count) * 4 }
  var scratchByteCount: Int { 0 }

  func place(_ weights: FoldedWeights, at address: UnsafeMutableRawPointer) {
    withUnsafePointer(to: convolution) { kernel_grouped_weights($0, false, weights.weight, address.floats) }
  }

  func bind(to addresses: StepAddresses) -> any BoundStep { Bound(convolution: convolution, addresses: addresses) }

  private struct Bound: BoundStep {
    let convolution: kernel_grouped
    let addresses: StepAddresses

    func execute(on stream: Stream) {
      withUnsafePointer(to: convolution) {
        kernel_grouped(
          $0, 0, $0.pointee.images * kernel_grouped_side($0), addresses.source.floats, addresses.weight.floats,
          addresses.bias.floats, addresses.destination.floats)
      }
    }
  }
}
