internal import Files
public import Images

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
  // Where the views lie, when that is not drawn.
  private let places: [AugmentationDraw.Crop]?

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
    places = nil
  }

  /// Describes views of five fixed places, the middle and the corners, each rotated and lit as `augmentation` says.
  ///
  /// The rest of it, zoom, borders, mirror images and crops, is left out.
  public init(fiveCrops augmentation: Augmentation, seed: UInt64) {
    let steps = augmentation.steps.filter { step in
      switch step {
      case .rotate, .light: true
      case .flip, .dihedral: false
      }
    }
    self.augmentation = Augmentation(steps: steps)
    self.seed = seed
    let corners = [(0.0, 0.0), (1, 0), (0, 1), (1, 1)].map { AugmentationDraw.Crop.place(horizontal: $0, vertical: $1) }
    places = [.centre] + corners
    count = 5
  }

  /// The number of views of a photograph.
  public var viewCount: Int { count + 1 }

  /// Returns the views of the photograph whose bytes have this digest; the centre view is the first.
  func views(of digest: Digest) -> [View] {
    [.centre]
      + (0..<count).map { number in
        var draw = augmentation.draw(seed: seed, epoch: number, sample: Int(digest.leadingWord))
        if let places { draw.crop = places[number] }
        return .augmented(draw)
      }
  }

  /// The views, for an `ImageRunner`.
  public var imageViews: ImageViews { ImageViews(augmentation: augmentation) { _, digest in views(of: digest) } }

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
