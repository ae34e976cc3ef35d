/// What limits a result before it is stored.
enum Activation: Sendable {
  case relu
  case relu6
}

/// One pass over memory: a convolution with all that can be done to its result on the way, or a pool.
struct FusedStep: Sendable {
  /// The convolution or pool, as an index of the network's operations.
  let operation: Int
  /// The step whose result is read; `nil` is the pixels.
  let source: Int?
  /// The batch norm that is folded into the weights.
  var norm: Int?
  /// The step in whose result this one adds its own, in place.
  var addend: Int?
  var activation: Activation?
}

extension Network {
  /// Returns the body as fused steps: each batch norm, sum and activation joins the convolution before it.
  ///
  /// - Throws: `InferencePlanError` at an operation that has no convolution to join.
  func fusedSteps() throws(InferencePlanError) -> [FusedStep] {
    var steps: [FusedStep] = []
    // The step that a value is the result of.
    var stepOfValue: [Int?] = []
    let readers = readersOfValues()
    for (index, operation) in operations[...features].enumerated() {
      func join(_ value: Int) throws(InferencePlanError) -> Int {
        guard let step = stepOfValue[value], readers[value].count == 1, steps[step].activation == nil,
          case .convolution = operations[steps[step].operation].kind
        else { throw .unsupported(operation: operation.name) }
        return step
      }
      switch operation.kind {
      case .input: stepOfValue.append(nil)
      case .convolution, .maxPool:
        steps.append(FusedStep(operation: index, source: stepOfValue[operation.inputs[0]]))
        stepOfValue.append(steps.count - 1)
      case .batchNorm:
        let step = try join(operation.inputs[0])
        guard steps[step].norm == nil, steps[step].addend == nil else { throw .unsupported(operation: operation.name) }
        steps[step].norm = index
        stepOfValue.append(step)
      case .relu, .relu6:
        let step = try join(operation.inputs[0])
        steps[step].activation = operation.kind == .relu ? .relu : .relu6
        stepOfValue.append(step)
      case .add:
        // The later of the two convolutions adds to the result of the earlier step, which nothing may read after it.
        let inputs = operation.inputs.sorted { (stepOfValue[$0] ?? -1) < (stepOfValue[$1] ?? -1) }
        let step = try join(inputs[1])
        let otherReaders = readers[inputs[0]].filter { $0 != index }
        guard let addend = stepOfValue[inputs[0]], steps[step].addend == nil,
          otherReaders.allSatisfy({ $0 < index && (stepOfValue[$0] ?? step) < step })
        else { throw .unsupported(operation: operation.name) }
        steps[step].addend = addend
        stepOfValue.append(step)
      case .averagePool, .linear: throw .unsupported(operation: operation.name)
      }
    }
    return steps
  }

  /// Returns for each value of the body the operations that read it.
  private func readersOfValues() -> [[Int]] {
    var readers = [[Int]](repeating: [], count: features + 1)
    for (index, operation) in operations[...features].enumerated() {
      for input in operation.inputs { readers[input].append(index) }
    }
    return readers
  }
}
