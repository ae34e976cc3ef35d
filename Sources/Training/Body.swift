internal import Networks
internal import Tensors

/// The part of a network below its head: gives the features of photographs and, if it learns, takes their gradients.
protocol Body: AnyObject {
  /// The most photographs that are taken at a time; a batch is cut into parts of so many.
  var partSize: Int { get }
  /// Whether it learns; otherwise gradients and steps are not wanted.
  var learns: Bool { get }
  /// The numbers of a body that learns.
  var state: BodyState? { get set }

  /// The part of a batch's statistics in the running ones of batch norm that learns; `nil` for the network's own.
  var statisticsMomentum: Double? { get set }

  /// Returns numbers of this body by their published names; `nil` when it does not learn.
  func tensors(of snapshot: NetworkWeights.Snapshot) -> [(name: String, tensor: Tensor)]?

  /// Prepares for an epoch in which the photographs of these numbers come in this order.
  func begin(epoch: Int, order: [Int])

  /// Returns the features of photographs, row by row, augmented as the epoch's draws say.
  ///
  /// - Parameters:
  ///   - part: Their places in the epoch's order.
  ///   - mixing: How they are mixed with each other; only a body that learns can.
  /// - Throws: What reading the photographs throws.
  func features(of part: Range<Int>, mixing: Mixing?) throws -> [Float]

  /// Takes in the gradient of the features that were asked for last.
  func backward(_ gradient: [Float]) throws

  /// Takes a step along the gradients since the last step.
  ///
  /// - Parameter rates: One for each group of the network that learns.
  func update(rates: [Double], momentum: Double?)

  /// Calls `emit` with the number of each validation photograph and its features, in order.
  ///
  /// - Parameter snapshot: The numbers to compute with; `nil` for those that are there now.
  func evaluate(
    with snapshot: NetworkWeights.Snapshot?, _ emit: (_ number: Int, _ features: [Float]) throws -> Void
  ) throws
}

/// The numbers of a body that learns, and what its optimizer remembers.
struct BodyState: Equatable, Sendable {
  var weights: NetworkWeights.Snapshot
  var memory: OptimizerState.Memory
}
