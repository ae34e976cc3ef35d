internal import Glibc
package import Randomness

/// Which image each image of a batch is mixed with, and how much of it stays (Zhang, Cisse, Dauphin and Lopez-Paz, "mixup:
/// beyond empirical risk minimization", ICLR 2018; fastai 2, `callback/mixup.py`).
///
/// The part that stays is drawn from Beta(α, α) for each image, or is one minus that, whichever is larger.
package struct Mixing {
  /// The place of each image's partner.
  package let partners: [Int]
  /// The part of each image that stays.
  package let shares: [Double]

  /// Draws for the images of these numbers.
  ///
  /// - Parameters:
  ///   - samples: The images of a batch, or of a part of one.
  ///   - strength: α, above 0 and at most 1.
  ///   - seed: The seed of the training.
  ///   - epoch: The epoch.
  package init(of samples: ArraySlice<Int>, strength: Double, seed: UInt64, epoch: Int) {
    let first = samples.first ?? 0
    partners = RandomNumbers(seed: seed, purpose: .mixingPartners, epoch: epoch, sample: first)
      .shuffled(Array(samples.indices.map { $0 - samples.startIndex }))
    shares = samples.map { sample in
      let share = Mixing.beta(
        strength, RandomNumbers(seed: seed, purpose: .mixingShare, epoch: epoch, sample: sample))
      return max(share, 1 - share)
    }
  }

  /// A draw from Beta(α, α), by Jöhnk's method (1964), which needs few attempts for α up to 1.
  package static func beta(_ strength: Double, _ numbers: RandomNumbers) -> Double {
    for attempt in 0..<1000 {
      let first = pow(numbers.uniform(2 * attempt), 1 / strength)
      let second = pow(numbers.uniform(2 * attempt + 1), 1 / strength)
      if first + second > 0, first + second <= 1 { return first / (first + second) }
    }
    // Of a tiny α both powers vanish: then it is one or the other.
    return 1
  }
}
