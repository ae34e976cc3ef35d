extension Network {
  /// Returns the fused steps in two parts: those before the first of `group`, and the rest, which learn and read of the
  /// others only what the last one gives, as if it were the pixels.
  ///
  /// - Throws: `InferencePlanError` when a step that learns reads anything else.
  func fusedSteps(
    learningFrom group: LayerGroup
  ) throws(InferencePlanError) -> (frozen: [FusedStep], learning: [FusedStep]) {
    let steps = try fusedSteps()
    let first = steps.firstIndex { operations[$0.operation].group >= group } ?? steps.count
    let end = first == 0 ? nil : first - 1
    var learning: [FusedStep] = []
    for step in steps[first...] {
      let addend = step.addend.map { $0 - first }
      guard step.source == end || (step.source ?? -1) >= first, (addend ?? 0) >= 0 else {
        throw .unsupported(operation: operations[step.operation].name)
      }
      learning.append(
        FusedStep(
          operation: step.operation, source: step.source == end ? nil : step.source.map { $0 - first }, norm: step.norm,
          addend: addend, activation: step.activation))
    }
    return (Array(steps[..<first]), learning)
  }
}
