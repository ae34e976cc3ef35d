internal import Files
public import Images

/// Which views of each photograph are computed.
public struct ImageViews: Sendable {
  /// What is done to the photographs; `nil` when only centre views are asked for.
  let augmentation: Augmentation?
  /// Returns the views of the photograph at an index, whose bytes have a digest.
  let views: @Sendable (_ index: Int, _ digest: Digest) -> [View]

  /// The centre view.
  public static let centre = ImageViews(augmentation: nil) { _, _ in [.centre] }

  /// One augmented view for an epoch of training.
  ///
  /// - Parameters:
  ///   - augmentation: What is done to the photographs.
  ///   - seed: The seed of the draws.
  ///   - epoch: The epoch.
  ///   - samples: The number that stands for each photograph, in their order.
  public static func training(
    _ augmentation: Augmentation, seed: UInt64, epoch: Int, samples: [Int]
  ) -> ImageViews {
    ImageViews(augmentation: augmentation) { index, _ in
      [.augmented(augmentation.draw(seed: seed, epoch: epoch, sample: samples[index]))]
    }
  }
}
