public import Files
public import Networks
public import Records
internal import Synchronization
public import Tensors
internal import Workers

/// What became of one image.
public enum ImageResult: Sendable {
  /// The digest of its bytes and the numbers that the network gave, one view after the other.
  case row(Digest, [Float])
  /// A sentence that says why it cannot be used.
  case damaged(String)
}

/// Which numbers of the network are wanted.
public enum NetworkOutput: Sendable {
  /// The maximum and the mean of each channel: [pooledWidth].
  case features
  /// The logits of the published classifier: [classes].
  case logits
  /// What a function makes of the results of a plan for the image at a place; it is called by several threads.
  case computed(@Sendable (InferencePlan, _ place: Int) -> [Float])
}

/// Runs photographs through a network, on several processors.
///
/// Each worker takes images one after the other, decodes them into its own micro-batch and computes that with its own
/// plan: no worker waits for another, and a row depends on its image, the network and the input only.
public struct ImageRunner: Sendable {
  private let network: CompiledNetwork
  private let input: NetworkInput
  private let root: String?
  private let workers: Int

  /// Prepares for running.
  ///
  /// - Parameters:
  ///   - network: Compiled for the size that `input` says.
  ///   - input: What the network expects of its pixels.
  ///   - root: Where relative paths start; `nil` is the working directory.
  ///   - workers: The number of processors to use; results do not depend on it.
  public init(_ network: CompiledNetwork, input: NetworkInput, root: String?, workers: Int) {
    precondition(network.inputSize == input.size, "the network is compiled for another size")
    self.network = network
    self.input = input
    self.root = root
    self.workers = workers
  }

  /// Computes one row for each view of each of `records`, and calls `emit` with each result, in order, one at a time.
  ///
  /// - Parameters:
  ///   - records: The photographs.
  ///   - views: The views of each.
  ///   - output: What the rows are.
  ///   - emit: Takes the result of the record with this index.
  /// - Throws: `ChangedImage` when a file is not what its record says; what `emit` throws; `InferencePlanError`.
  public func run(
    _ records: [ImageRecord], views: ImageViews = .centre, output: NetworkOutput,
    emit: (_ index: Int, _ result: ImageResult) throws -> Void
  ) throws {
    try withoutActuallyEscaping(emit) { emit in
      let results = OrderedResults(emit: emit)
      let next = Atomic(0)
      Workers.run(max(1, min(workers, records.count))) { _ in
        do {
          let worker = try ImageWorker(network, input: input, root: root, views: views, output: output)
          while !results.hasFailed, try worker.runBatch(records, next: next, results) {}
        } catch {
          results.fail(error)
        }
      }
      try results.finish()
    }
  }
}
