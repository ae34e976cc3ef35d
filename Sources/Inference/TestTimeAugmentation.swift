internal import Files
public import Images
internal import Tensors

/// How a square for the network is taken from a photograph.
public enum View: Equatable, Sendable {
  /// The middle, as `ImageLoader` takes it.
  case centre
  /// Changed at random.
  case augmented(AugmentationDraw)
}

/// Several views of each photograph, whose predictions are averaged: the centre one, and augmented ones.
///
/// As the lesson's `TTA` (fastai 0.7, `learner.py`): the plain prediction counts as often as a quarter of the others, rounded
/// up, and the probabilities are averaged arithmetically. What is drawn for a photograph depends on its bytes, the view's
/// number and the seed, so that neither the order nor the number of photographs matters.
public struct TestTimeAugmentation: Sendable {
  private let augmentation: Augmentation
  private let count: Int
  private let seed: UInt64

  /// Describes the views.
  ///
  /// - Parameters:
  ///   - augmentation: What is done to the photographs.
  ///   - count: The number of augmented views, at least 1.
  ///   - seed: The seed of the draws.
  public init(_ augmentation: Augmentation, count: Int, seed: UInt64) {
    precondition(count > 0)
    self.augmentation = augmentation
    self.count = count
    self.seed = seed
  }

  /// The number of views of a photograph.
  public var viewCount: Int { count + 1 }

  /// Returns the views of the photograph whose bytes have this digest; the centre view is the first.
  func views(of digest: Digest) -> [View] {
    [.centre]
      + (0..<count).map { number in
        .augmented(augmentation.draw(seed: seed, epoch: number, sample: Int(digest.leadingWord)))
      }
  }

  /// Makes a loader of the augmented views.
  func loader(for input: NetworkInput) -> AugmentedImageLoader {
    AugmentedImageLoader(input: input, augmentation: augmentation)
  }

  /// Returns the average of the probabilities of the views, the centre view's first.
  public func average(_ probabilities: [[Double]]) -> [Double] {
    precondition(probabilities.count == viewCount)
    let plainWeight = Double((count + 3) / 4)
    var sums = probabilities[0].map { plainWeight * $0 }
    for view in probabilities.dropFirst() {
      for (index, value) in view.enumerated() { sums[index] += value }
    }
    return sums.map { $0 / (plainWeight + Double(count)) }
  }
}
