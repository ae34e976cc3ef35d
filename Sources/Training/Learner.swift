/// What a training loop takes through its epochs: a head on features, or a whole network on photographs.
protocol Learner: AnyObject {
  /// The number of batches of an epoch.
  var batchesPerEpoch: Int { get }
  /// The number of images of an epoch.
  var imagesPerEpoch: Int { get }

  /// Learns from one batch and returns its mean loss, measured before the step.
  ///
  /// - Parameters:
  ///   - batch: Its number in the epoch.
  ///   - learningRate: That of the last layer group.
  ///   - momentum: Instead of the optimizer's own.
  /// - Throws: What reading the images throws.
  func step(epoch: Int, batch: Int, learningRate: Double, momentum: Double?) throws -> Double

  /// Takes in that an epoch, and perhaps a cycle, is over.
  func finishEpoch(endsCycle: Bool) throws

  /// Measures what was learned on the validation images; `nil` when there are none.
  func evaluate() throws -> Evaluation?

  /// Keeps what was learned so far: no later epoch may be better.
  func keep()
}
