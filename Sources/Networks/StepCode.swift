/// How one fused step is computed: code for fixed shapes, which all workers share.
protocol StepCode: Sendable {
  /// The name of the code, for people.
  var implementation: String { get }
  /// The memory of the weights in the order that the code wants; none without weights.
  var weightByteCount: Int { get }
  /// The scratch memory that a computation needs.
  var scratchByteCount: Int { get }

  /// Writes `weights` in the order that the code wants.
  func place(_ weights: FoldedWeights, at address: UnsafeMutableRawPointer) throws(InferencePlanError)

  /// Returns the code bound to one worker's memory.
  func bind(to addresses: StepAddresses) throws(InferencePlanError) -> any BoundStep
}

/// Where the numbers of one step are, all at multiples of 64 bytes.
struct StepAddresses {
  let source: UnsafeMutableRawPointer
  let destination: UnsafeMutableRawPointer
  let scratch: UnsafeMutableRawPointer
  /// Those of the folded weights; of no meaning for a pool.
  let weight: UnsafeMutableRawPointer
  let bias: UnsafeMutableRawPointer
}

/// One step of one worker.
protocol BoundStep {
  /// Computes; what is enqueued on `stream` is done when that has been waited for.
  func execute(on stream: Stream) throws(InferencePlanError)
}

extension UnsafeMutableRawPointer {
  /// The same address, of float32 numbers.
  var floats: UnsafeMutablePointer<Float> { assumingMemoryBound(to: Float.self) }
}
