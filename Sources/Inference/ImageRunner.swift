public import Files
internal import Images
public import Networks
public import Records
internal import Synchronization
public import Tensors
internal import Workers

/// What became of one image.
public enum ImageResult: Sendable {
  /// The digest of its bytes and the numbers that the network gave.
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

  /// Computes one row for each of `records`, and calls `emit` with each result, in order, one at a time.
  ///
  /// - Throws: `ChangedImage` when a file is not what its record says; what `emit` throws; `InferencePlanError`.
  public func run(
    _ records: [ImageRecord], output: NetworkOutput, emit: (_ index: Int, _ result: ImageResult) throws -> Void
  ) throws {
    try withoutActuallyEscaping(emit) { emit in
      let results = OrderedResults(emit: emit)
      let next = Atomic(0)
      Workers.run(max(1, min(workers, records.count))) { _ in
        do {
          let worker = try Worker(network, input: input, root: root, output: output)
          while !results.hasFailed, try worker.runBatch(records, next: next, results) {}
        } catch {
          results.fail(error)
        }
      }
      try results.finish()
    }
  }
}

/// One thread's loader and plan.
private final class Worker {
  private let input: NetworkInput
  private let root: String?
  private let output: NetworkOutput
  private let plan: InferencePlan
  private let loader = ImageLoader()

  init(_ network: CompiledNetwork, input: NetworkInput, root: String?, output: NetworkOutput) throws {
    self.input = input
    self.root = root
    self.output = output
    plan = try InferencePlan(network)
  }

  /// Fills a micro-batch with the next images, computes it, and submits the results; returns whether there may be more.
  func runBatch(
    _ records: [ImageRecord], next: borrowing Atomic<Int>, _ results: OrderedResults<ImageResult>
  ) throws -> Bool {
    var batch: [(index: Int, digest: Digest)] = []
    var index = 0
    while batch.count < plan.microBatch {
      index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < records.count else { break }
      do {
        batch.append((index, try load(records[index], at: batch.count)))
      } catch let error as ChangedImage {
        throw error
      } catch {
        results.submit(index, .damaged("\(error)"))
      }
    }
    if !batch.isEmpty {
      // The places that are left over compute what was there before; no row depends on another.
      try plan.run()
      for (place, image) in batch.enumerated() {
        let row =
          switch output {
          case .features: plan.withFeatures(at: place) { Array($0) }
          case .logits: plan.withLogits(at: place) { Array($0) }
          }
        results.submit(image.index, .row(image.digest, row))
      }
    }
    return index < records.count
  }

  /// Reads, checks and decodes an image into a place of the micro-batch, and returns the digest of its bytes.
  private func load(_ record: ImageRecord, at place: Int) throws -> Digest {
    let bytes = try InputFile.bytes(of: record.path(under: root), limit: ImageHeader.byteLimit)
    let digest = Digest(of: bytes)
    try record.check(digest)
    try plan.withInput(at: place) { view in
      try bytes.withUnsafeBytes { bytes in
        try loader.load(bytes, path: record.path, input: input, layout: plan.inputLayout, into: view)
      }
    }
    return digest
  }
}
