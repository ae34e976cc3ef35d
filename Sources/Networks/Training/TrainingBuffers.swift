/// Which buffers the maps of a training step live in, and for how long.
///
/// Time runs forward through the steps 0..<n, is n at the pools, and runs back: the gradients of step i are computed at
/// time 2n − i. The map before batch norm is kept for the way back; the result is computed anew there,
/// unless something was added to it. Where all that read the result normalise it themselves, there is none.
struct TrainingBuffers {
  /// The buffers of one step, as indexes of `buffers`.
  struct Step {
    /// What the convolution gave; a pool's result.
    var convolved = 0
    /// What the step gives; what the convolution gave, where its readers normalise it.
    var result = 0
    /// The result once more, for the gradients of the weights that read it.
    var recomputed: Int?
    /// The gradient of the result.
    var gradient = 0
    /// What the gradient of the source is computed in when it is a summand and the code cannot add.
    var summand: Int?
    /// What a maximum remembers.
    var workspace: Int?
  }

  let steps: [Step]
  private(set) var buffers: [ArenaLayout.Buffer] = []

  /// Plans the buffers.
  ///
  /// - Parameters:
  ///   - fused: The steps.
  ///   - isPool: Which of them are pools.
  ///   - isNormalisedByReaders: Which of them have no result.
  ///   - addsSourceGradients: Which of them can add the gradient of their source to what is there.
  ///   - byteCounts: The size of each step's result.
  ///   - workspaces: What each pool remembers.
  init(
    _ fused: [FusedStep], isPool: [Bool], isNormalisedByReaders: [Bool], addsSourceGradients: [Bool], byteCounts: [Int],
    workspaces: [Int]
  ) {
    let count = fused.count
    let graph = StepReaders(fused)
    var steps = [Step](repeating: Step(), count: count)
    var buffers: [ArenaLayout.Buffer] = []
    func add(_ byteCount: Int, _ first: Int, _ last: Int) -> Int {
      buffers.append(ArenaLayout.Buffer(byteCount: byteCount, lifetime: first...max(first, last)))
      return buffers.count - 1
    }
    for index in 0..<count {
      let way = 2 * count - index
      let size = byteCounts[index]
      let lastReader = graph.consumers(of: index).last ?? count
      let isKept = isPool[index] || fused[index].addend != nil || index == count - 1
      // Whether the result is what the convolution or the pool gave.
      let isOne = isPool[index] || isNormalisedByReaders[index]
      steps[index].result = add(size, index, isKept || isOne ? way : lastReader)
      steps[index].convolved = isOne ? steps[index].result : add(size, index, way)
      if !isKept, !isOne, let first = graph.readers[index].first, let last = graph.readers[index].last {
        steps[index].recomputed = add(size, 2 * count - last, 2 * count - first)
      }
      steps[index].gradient = add(size, index == count - 1 ? count : 2 * count - lastReader, way)
      if let source = fused[index].source, !addsSourceGradients[index], graph.consumers(of: source).last != index {
        steps[index].summand = add(byteCounts[source], way, way)
      }
      if isPool[index] { steps[index].workspace = add(workspaces[index], index, way) }
    }
    self.steps = steps
    self.buffers = buffers
  }
}

/// Who reads the result of each step.
struct StepReaders {
  /// The steps that take it as their source, in order.
  private(set) var readers: [[Int]]
  /// The steps that add it to their own result, in order.
  private(set) var adders: [[Int]]

  init(_ steps: [FusedStep]) {
    readers = [[Int]](repeating: [], count: steps.count)
    adders = readers
    for (index, step) in steps.enumerated() {
      if let source = step.source { readers[source].append(index) }
      if let addend = step.addend { adders[addend].append(index) }
    }
  }

  /// Returns for each step whether batch norm and ReLU after it can be left to those that read it.
  ///
  /// - Parameter canNormalise: Which of the steps can.
  func normalising(_ steps: [FusedStep], canNormalise: [Bool]) -> [Bool] {
    steps.indices.map { index in
      steps[index].activation == .relu && steps[index].addend == nil && adders[index].isEmpty
        && !readers[index].isEmpty && readers[index].allSatisfy { canNormalise[$0] }
    }
  }

  /// Returns both, in order: the last is the first to give a gradient.
  func consumers(of index: Int) -> [Int] { (readers[index] + adders[index]).sorted() }
}
