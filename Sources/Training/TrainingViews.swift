public import Images
public import Tensors

/// How photographs become what a network learns from.
public struct TrainingViews: Sendable {
  /// What the network expects of its pixels.
  public var input: NetworkInput
  /// What is done to training photographs at random.
  public var augmentation: Augmentation

  /// Chooses.
  public init(input: NetworkInput, augmentation: Augmentation) {
    self.input = input
    self.augmentation = augmentation
  }

  /// The input with the short side of the largest view: what a photograph should not be smaller than.
  public var largestInput: NetworkInput {
    var input = input
    input.cropFraction /= augmentation.maximumZoom
    return input
  }
}
