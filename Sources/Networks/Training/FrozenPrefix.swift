internal import COneDNN
internal import Synchronization
internal import Workers

/// The layers before those that learn, for one batch size: from pixels to the maps that the first of the others reads.
///
/// Each worker has an inference plan, and takes one micro-batch after another. The map of an image depends neither on its
/// place nor on the other images.
final class FrozenPrefix {
  private let workers: [Worker]
  private let batchSize: Int
  private let maps: UnsafeMutableRawPointer
  /// The pixels of the batch, image after image.
  let pixels: UnsafeMutablePointer<Float>

  /// The bytes that each worker needs, and those of the pixels.
  struct ByteCounts {
    let plan: Int
    let pixels: Int

    init(_ compiled: CompiledNetwork, batchSize: Int) {
      plan = InferencePlan.byteCount(of: compiled)
      pixels = batchSize * 3 * compiled.inputSize * compiled.inputSize * MemoryLayout<Float>.stride
    }
  }

  /// Binds `compiled`, with which the network begins, to memory that nobody else uses before the maps are computed.
  ///
  /// - Parameters:
  ///   - arena: Where the memory is.
  ///   - pixels: The place of the pixels.
  ///   - plans: A place for each worker; results do not depend on their number.
  ///   - maps: Where the maps go.
  ///   - precision: Their numbers.
  /// - Throws: `InferencePlanError` when oneDNN refuses.
  init(
    _ compiled: CompiledNetwork, batchSize: Int, in arena: Arena, pixels: UnsafeMutableRawPointer,
    plans: [UnsafeMutableRawPointer], maps: UnsafeMutableRawPointer, _ precision: Precision
  ) throws(InferencePlanError) {
    self.batchSize = batchSize
    self.maps = maps
    self.pixels = pixels.floats
    var workers: [Worker] = []
    for address in plans { workers.append(try Worker(InferencePlan(compiled, in: arena, at: address), precision)) }
    self.workers = workers
  }

  /// Computes the maps of the whole batch.
  ///
  /// - Throws: `InferencePlanError` when oneDNN fails.
  func run() throws(InferencePlanError) {
    let next = Atomic(0)
    let failure = Mutex<InferencePlanError?>(nil)
    // Each worker reads and writes images of its own.
    nonisolated(unsafe) let (pixels, maps, workers) = (pixels, maps, workers)
    let batchSize = batchSize
    Workers.run(workers.count) { number in
      let worker = workers[number]
      let size = worker.plan.microBatch
      do throws(InferencePlanError) {
        var first = next.add(size, ordering: .relaxed).oldValue
        while first < batchSize {
          try worker.compute(pixels, first..<min(first + size, batchSize), into: maps)
          first = next.add(size, ordering: .relaxed).oldValue
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// A plan, and the copy of an image's map from the plan's layout to the one of training.
  private final class Worker {
    let plan: InferencePlan
    private let engine: Engine
    private let stream: Stream
    private let given, wanted: MemoryDescription
    private let copy: Primitive
    private let scratch: FloatBuffer

    init(_ plan: InferencePlan, _ precision: Precision) throws(InferencePlanError) {
      self.plan = plan
      let compiled = plan.compiled
      let end = compiled.steps[compiled.steps.count - 1].fused.operation
      let channels = compiled.network.operations[end].channels
      let side = compiled.network.sides(inputSize: compiled.inputSize)[end]
      given = try MemoryDescription(mapsOf: 1, channels: channels, side: side, compiled.settings.layout)
      wanted = try MemoryDescription(mapsOf: 1, channels: channels, side: side, .interleaved, precision)
      engine = compiled.engine
      stream = try Stream(engine)
      copy = try Primitive(engine, reorderFrom: given, to: wanted)
      scratch = FloatBuffer(copy.scratchpad.byteCount / MemoryLayout<Float>.stride)
    }

    /// Computes the maps of some images of a batch, at most as many as the plan takes.
    func compute(
      _ pixels: UnsafePointer<Float>, _ images: Range<Int>, into maps: UnsafeMutableRawPointer
    ) throws(InferencePlanError) {
      for (place, image) in images.enumerated() {
        plan.withInput(at: place) { input in
          _ = input.update(fromContentsOf: UnsafeBufferPointer(start: pixels + image * input.count, count: input.count))
        }
      }
      try plan.computeMap()
      for (place, image) in images.enumerated() {
        let source = try Memory(engine, given, at: plan.map + place * given.byteCount)
        let destination = try Memory(engine, wanted, at: maps + image * wanted.byteCount)
        try Computation(
          engine, copy, [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, destination)], scratchpad: scratch.base
        ).run(stream)
      }
    }
  }
}
