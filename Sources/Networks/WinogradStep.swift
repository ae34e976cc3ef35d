internal import CKernels
internal import Instructions

/// A 3×3 convolution by our own kernel.
struct WinogradStep: StepCode {
  private let convolution: kernel_winograd

  /// Describes the convolution; `nil` where there is no code for its shape.
  init?(_ convolution: kernel_winograd) {
    guard withUnsafePointer(to: convolution, kernel_winograd_fits) else { return nil }
    self.convolution = convolution
  }

  var implementation: String { "winograd:\(InstructionSet(convolution.instructions))" }
  var weightByteCount: Int { withUnsafePointer(to: convolution, kernel_winograd_weight_count) * 4 }
  var scratchByteCount: Int { withUnsafePointer(to: convolution, kernel_winograd_scratch_count) * 4 }

  func place(_ weights: FoldedWeights, at address: UnsafeMutableRawPointer) {
    withUnsafePointer(to: convolution) {
      kernel_winograd_weights($0, false, 0, kernel_winograd_panel_count($0), weights.weight, address.floats)
    }
  }

  func bind(to addresses: StepAddresses) -> any BoundStep { Bound(convolution: convolution, addresses: addresses) }

  private struct Bound: BoundStep {
    let convolution: kernel_winograd
    let addresses: StepAddresses

    func execute(on stream: Stream) {
      withUnsafePointer(to: convolution) {
        kernel_winograd(
          $0, 0, kernel_winograd_block_count($0), addresses.source.floats, addresses.weight.floats,
          addresses.bias.floats, addresses.destination.floats, addresses.scratch.floats)
      }
    }
  }
}
