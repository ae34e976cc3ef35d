internal import CKernels
internal import CThreads
public import Tensors

/// One worker's computation: a compiled network with memory of its own.
///
/// Fill the input of some or all images of the micro-batch, run, read their rows. The rows of an image depend neither
/// on its place nor on the other images.
public final class InferencePlan {
  /// What is computed; shared by the plans of all workers.
  public let compiled: CompiledNetwork
  private let arena: Arena
  private let stream: Stream
  private let steps: [any BoundStep]
  private let input: UnsafeMutablePointer<Float>
  /// What the last step gives: the features, or where a network that was compiled in part ends.
  let map: UnsafeMutableRawPointer
  private let pooled: UnsafeMutablePointer<Float>
  private let logits: UnsafeMutablePointer<Float>
  let featurePositions: Int

  /// The number of images that go through together.
  public var microBatch: Int { compiled.settings.microBatch }
  /// The number of floats of one image.
  public var inputCount: Int { 3 * compiled.inputSize * compiled.inputSize }
  /// The order of the pixels of one image.
  public var inputLayout: PixelLayout { compiled.inputLayout }
  /// The bytes of the maps, the scratch memory, the input and the rows.
  public var arenaByteCount: Int { InferencePlan.byteCount(of: compiled) }

  /// Allocates the memory for one worker.
  ///
  /// - Throws: `InferencePlanError` when memory runs out.
  public convenience init(_ compiled: CompiledNetwork) throws(InferencePlanError) {
    let byteCount = InferencePlan.byteCount(of: compiled)
    guard let arena = Arena(byteCount: byteCount) else { throw .memory(byteCount: byteCount) }
    try self.init(compiled, in: arena, at: arena.address)
  }

  /// Returns the bytes of the maps, the scratch memory, the input and the rows of one worker.
  static func byteCount(of compiled: CompiledNetwork) -> Int { layout(compiled, MapBuffers(compiled.steps)).byteCount }

  private static func layout(_ compiled: CompiledNetwork, _ maps: MapBuffers) -> ArenaLayout {
    let network = compiled.network
    let batch = compiled.settings.microBatch
    let floats = [batch * 3 * compiled.inputSize * compiled.inputSize, batch * network.pooledWidth]
    let classes = compiled.classifier == nil ? 0 : batch * network.classCount
    let always = 0...compiled.steps.count
    let fixed = [floats[0] * 4, floats[1] * 4, classes * 4, maps.scratchByteCount]
    return ArenaLayout(maps.buffers + fixed.map { ArenaLayout.Buffer(byteCount: $0, lifetime: always) })
  }

  /// Computes in the memory that begins at `start` of `arena`, as many bytes as `byteCount(of:)` says.
  ///
  /// - Throws: `InferencePlanError` when oneDNN refuses.
  init(_ compiled: CompiledNetwork, in arena: Arena, at start: UnsafeMutableRawPointer) throws(InferencePlanError) {
    self.compiled = compiled
    self.arena = arena
    let network = compiled.network
    let side = network.sides(inputSize: compiled.inputSize)[network.features]
    featurePositions = side * side
    let maps = MapBuffers(compiled.steps)
    let address = InferencePlan.layout(compiled, maps).offsets.map { start + $0 }
    let fixedAddress = address[maps.buffers.count...].map { $0 }
    input = fixedAddress[0].floats
    pooled = fixedAddress[1].floats
    logits = fixedAddress[2].floats
    map = address[maps.bufferOfStep[compiled.steps.count - 1]]
    stream = try Stream(compiled.engine)
    var steps: [any BoundStep] = []
    for (index, step) in compiled.steps.enumerated() {
      let (weight, bias) = compiled.weights.address(of: index)
      let addresses = StepAddresses(
        source: step.fused.source.map { address[maps.bufferOfStep[$0]] } ?? fixedAddress[0],
        destination: address[maps.bufferOfStep[index]], scratch: fixedAddress[3], weight: weight, bias: bias)
      steps.append(try step.code.bind(to: addresses))
    }
    self.steps = steps
  }

  /// Calls `body` with the pixels of the image at `index`, to be written; they may not be kept.
  public func withInput<Result, Failure: Error>(
    at index: Int, _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<microBatch).contains(index))
    return try body(UnsafeMutableBufferPointer(start: input + index * inputCount, count: inputCount))
  }

  /// Computes the rows of all images.
  ///
  /// - Throws: `InferencePlanError` when oneDNN fails.
  public func run() throws(InferencePlanError) {
    try computeMap()
    let features = map.floats
    let channels = compiled.network.featureChannels
    kernel_pool(kernel_numbers_float32, features, microBatch, featurePositions, channels, compiled.channelBlock, pooled)
    if let classifier = compiled.classifier {
      kernel_linear(
        pooled + channels, microBatch, 2 * channels, channels, classifier.weight, classifier.bias,
        classifier.bias.count, logits)
    }
  }

  /// Computes the map of the last step for all images.
  ///
  /// - Throws: `InferencePlanError` when oneDNN fails.
  func computeMap() throws(InferencePlanError) {
    let threads = kernel_set_threads(1)
    defer { kernel_set_threads(threads) }
    for step in steps { try step.execute(on: stream) }
    try stream.wait()
  }

  /// Calls `body` with the pooled features of the image at `index`: the maximum of each channel, then the mean of each.
  public func withFeatures<Result, Failure: Error>(
    at index: Int, _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<microBatch).contains(index))
    let width = compiled.network.pooledWidth
    return try body(UnsafeBufferPointer(start: pooled + index * width, count: width))
  }

  /// Calls `body` with the logits of the image at `index`; there are none without a classifier.
  public func withLogits<Result, Failure: Error>(
    at index: Int, _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<microBatch).contains(index))
    let count = compiled.classifier?.bias.count ?? 0
    return try body(UnsafeBufferPointer(start: logits + index * count, count: count))
  }
}

/// Which steps write to which buffer, and how long each buffer is needed.
private struct MapBuffers {
  var bufferOfStep: [Int] = []
  let buffers: [ArenaLayout.Buffer]
  /// The largest scratch memory of all steps, which share it.
  let scratchByteCount: Int

  init(_ steps: [CompiledNetwork.CompiledStep]) {
    var byteCounts: [Int] = []
    var lifetimes: [ClosedRange<Int>] = []
    for (index, step) in steps.enumerated() {
      if let source = step.fused.source { lifetimes[bufferOfStep[source]].extend(to: index) }
      if let addend = step.fused.addend {
        bufferOfStep.append(bufferOfStep[addend])
        lifetimes[bufferOfStep[addend]].extend(to: index)
      } else {
        bufferOfStep.append(byteCounts.count)
        byteCounts.append(step.mapByteCount)
        lifetimes.append(index...index)
      }
    }
    // The last map is read after the last step.
    if let last = bufferOfStep.last { lifetimes[last].extend(to: steps.count) }
    buffers = zip(byteCounts, lifetimes).map { ArenaLayout.Buffer(byteCount: $0, lifetime: $1) }
    scratchByteCount = steps.map(\.code.scratchByteCount).max() ?? 0
  }
}

extension ClosedRange<Int> {
  fileprivate mutating func extend(to end: Int) { self = lowerBound...Swift.max(upperBound, end) }
}
