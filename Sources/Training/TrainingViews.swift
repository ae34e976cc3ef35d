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
}
