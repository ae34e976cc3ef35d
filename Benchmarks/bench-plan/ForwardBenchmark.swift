internal import Networks
internal import Synchronization
internal import Workers

/// The inference plan as `precompute` and `predict` run it: one plan a worker, micro-batches taken as they come.
struct ForwardBenchmark {
  private let plans: [InferencePlan]

  init(_ architecture: Architecture, size: Int, microBatch: Int?, precision: Precision, workers: Int) throws {
    let network = architecture.network
    var settings = try architecture.inferenceSettings(precision)
    if let microBatch { settings.microBatch = microBatch }
    let tensors = RandomWeights.tensors(of: network)
    let compiled = try CompiledNetwork(network, settings: settings, inputSize: size) { tensors[$0] }
    plans = try (0..<workers).map { _ in try InferencePlan(compiled) }
    for plan in plans {
      let pixels = RandomWeights.pixels(plan.inputCount, image: 0)
      for place in 0..<plan.microBatch { plan.withInput(at: place) { _ = $0.update(fromContentsOf: pixels) } }
    }
  }

  /// Computes the features of so many images.
  func run(images: Int) throws {
    let runs = (images + plans[0].microBatch - 1) / plans[0].microBatch
    let next = Atomic(0)
    let failure = Mutex<InferencePlanError?>(nil)
    nonisolated(unsafe) let plans = plans
    Workers.run(min(plans.count, runs)) { worker in
      while next.wrappingAdd(1, ordering: .relaxed).oldValue < runs {
        do throws(InferencePlanError) {
          try plans[worker].run()
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
