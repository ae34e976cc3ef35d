/// Two codes for one step: the second reads what the first leaves in the scratch memory.
struct ChainedStep: StepCode {
  private let first, second: LibraryStep

  /// Chains a convolution or a pool, and a copy to other numbers.
  init(_ first: LibraryStep, _ second: LibraryStep) { (self.first, self.second) = (first, second) }

  var implementation: String { "\(first.implementation) → \(second.implementation)" }
  // One of the two has weights.
  var weightByteCount: Int { first.weightByteCount + second.weightByteCount }
  var scratchByteCount: Int { between + max(first.scratchByteCount, second.scratchByteCount) }
  private var between: Int { ArenaLayout.align(first.destination.byteCount) }

  func place(_ weights: FoldedWeights, at address: UnsafeMutableRawPointer) throws(InferencePlanError) {
    try first.place(weights, at: address)
    try second.place(weights, at: address)
  }

  func bind(to addresses: StepAddresses) throws(InferencePlanError) -> any BoundStep {
    func bind(
      _ code: LibraryStep, _ source: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer
    ) throws(InferencePlanError) -> any BoundStep {
      try code.bind(
        to: StepAddresses(
          source: source, destination: destination, scratch: addresses.scratch + between, weight: addresses.weight,
          bias: addresses.bias))
    }
    return Bound(
      first: try bind(first, addresses.source, addresses.scratch),
      second: try bind(second, addresses.scratch, addresses.destination))
  }

  private struct Bound: BoundStep {
    let first, second: any BoundStep

    func execute(on stream: Stream) throws(InferencePlanError) {
      try first.execute(on: stream)
      try second.execute(on: stream)
    }
  }
}
