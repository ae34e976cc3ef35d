/// The numbers that the result of each step is kept in.
///
/// Steps that add to an earlier result share its memory, and so its numbers. Our own kernels read and write float32, and so
/// does what comes after the last step; everything else takes what it finds, for at most a copy of a map.
struct MapPrecisions {
  private let ofStep: [Precision]

  /// Chooses float32 for the results that a step with a kernel of ours reads or writes, and `others` for all others.
  init(_ fused: [FusedStep], hasKernel: [Bool], others: Precision) {
    // The step that was first to write to the memory of the result.
    var first: [Int] = []
    var isWide = [Bool](repeating: false, count: fused.count)
    for (index, step) in fused.enumerated() {
      first.append(step.addend.map { first[$0] } ?? index)
      guard hasKernel[index] else { continue }
      isWide[first[index]] = true
      if let source = step.source { isWide[first[source]] = true }
    }
    if let last = first.last { isWide[last] = true }
    ofStep = first.map { isWide[$0] ? .float32 : others }
  }

  /// The numbers of a step's result; those of the pixels for `nil`.
  subscript(step: Int?) -> Precision { step.map { ofStep[$0] } ?? .float32 }
}
