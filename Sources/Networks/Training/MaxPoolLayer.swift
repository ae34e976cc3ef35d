internal import COneDNN

/// A maximum over windows, forward and backward, for one batch size.
final class MaxPoolLayer {
  private let forwardComputation: Computation
  private let backwardComputation: Computation?

  /// Binds compiled computations to memory.
  init(
    _ engine: Engine, _ primitives: MaxPoolPrimitives, from source: MemoryDescription,
    to destination: MemoryDescription, at addresses: ConvolutionAddresses, workspace: UnsafeMutableRawPointer
  ) throws(InferencePlanError) {
    let remembered = try Memory(engine, primitives.forward.workspace, at: workspace)
    forwardComputation = try Computation(
      engine, primitives.forward,
      [
        (DNNL_ARG_SRC, try Memory(engine, source, at: addresses.source)),
        (DNNL_ARG_DST, try Memory(engine, destination, at: addresses.destination)), (DNNL_ARG_WORKSPACE, remembered),
      ], scratchpad: addresses.scratchpad)
    guard let sourceGradient = addresses.sourceGradient else {
      backwardComputation = nil
      return
    }
    backwardComputation = try Computation(
      engine, primitives.backward,
      [
        (DNNL_ARG_DIFF_DST, try Memory(engine, destination, at: addresses.gradient)),
        (DNNL_ARG_DIFF_SRC, try Memory(engine, source, at: sourceGradient)), (DNNL_ARG_WORKSPACE, remembered),
      ], scratchpad: addresses.scratchpad)
  }

  func forward(_ stream: Stream) throws(InferencePlanError) { try forwardComputation.run(stream) }

  /// Computes the gradient of the source, if somebody wants it.
  func backward(_ stream: Stream) throws(InferencePlanError) { try backwardComputation?.run(stream) }
}
