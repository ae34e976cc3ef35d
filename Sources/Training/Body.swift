internal import Networks

/// The part of a network below its head: gives the features of photographs.
///
/// A `FrozenBody` does nothing else; a `LearningBody` takes their gradients, too.
protocol Body: AnyObject {
  /// The most photographs that are taken at a time; a batch is cut into parts of so many.
  var partSize: Int { get }

  /// Prepares for an epoch in which the photographs of these numbers come in this order.
  func begin(epoch: Int, order: [Int])

  /// Returns the features of photographs, row by row, augmented as the epoch's draws say.
  ///
  /// - Parameter part: Their places in the epoch's order.
  /// - Throws: What reading the photographs throws.
  func features(of part: Range<Int>) throws -> [Float]

  /// Calls `emit` with the number of each validation photograph and its features, in order.
  ///
  /// - Parameter snapshot: The numbers of a body that learns to compute with; `nil` for those that are there now.
  func evaluate(
    with snapshot: NetworkWeights.Snapshot?, _ emit: (_ number: Int, _ features: [Float]) throws -> Void
  ) throws
}

/// The numbers of a body that learns, and what its optimizer remembers.
struct BodyState: Equatable, Sendable {
  var weights: NetworkWeights.Snapshot
  var memory: OptimizerState.Memory
}
