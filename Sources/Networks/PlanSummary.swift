/// What the inference plan chose, for people: one line a fused step.
public struct PlanSummary: Sendable, CustomStringConvertible {
  /// One fused step.
  public struct Step: Equatable, Sendable {
    /// The published name of the convolution or pool.
    public let name: String
    /// What was fused: `convolution+norm+add+relu`.
    public let operations: String
    /// Channels × side × side of the input and of the result.
    public let shape: String
    /// The code that computes it: oneDNN's, such as `jit:avx512_core`, or ours, such as `winograd:avx512`.
    public let implementation: String
  }

  /// In the order of execution.
  public let steps: [Step]
  /// The number of images that go through together.
  public let microBatch: Int
  /// The layout of all maps.
  public let layout: FeatureLayout
  /// What direct convolutions multiply.
  public let precision: Precision
  /// The memory of the folded weights, which all workers share.
  public let weightByteCount: Int
  /// The memory of each worker.
  public let arenaByteCount: Int

  /// A table, and a last line with the totals.
  public var description: String {
    var lines: [String] = []
    let columns = steps.map { [$0.name, $0.operations, $0.shape, $0.implementation] }
    let widths = (0..<3).map { column in columns.map { $0[column].count }.max() ?? 0 }
    for row in columns {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      lines.append((cells + [row[3]]).joined(separator: "  "))
    }
    lines.append(
      "micro-batch \(microBatch), \(layout) layout, \(precision), weights \(weightByteCount >> 20) MiB, "
        + "each worker \(arenaByteCount >> 20) MiB")
    return lines.joined(separator: "\n")
  }
}

extension InferencePlan {
  /// What was chosen.
  public var summary: PlanSummary {
    let network = compiled.network
    let sides = network.sides(inputSize: compiled.inputSize)
    func shape(_ value: Int) -> String { "\(network.operations[value].channels)×\(sides[value])×\(sides[value])" }
    let steps = compiled.steps.map { step in
      let operation = network.operations[step.fused.operation]
      let isPool = if case .maxPool = operation.kind { true } else { false }
      var operations = [isPool ? "maximum" : "convolution"]
      if step.fused.norm != nil { operations.append("norm") }
      if step.fused.addend != nil { operations.append("add") }
      if let activation = step.fused.activation { operations.append("\(activation)") }
      return PlanSummary.Step(
        name: operation.name, operations: operations.joined(separator: "+"),
        shape: "\(shape(operation.inputs[0])) → \(shape(step.fused.operation))",
        implementation: step.code.implementation)
    }
    return PlanSummary(
      steps: steps, microBatch: microBatch, layout: compiled.settings.layout, precision: compiled.settings.precision,
      weightByteCount: compiled.weightByteCount, arenaByteCount: arenaByteCount)
  }
}
