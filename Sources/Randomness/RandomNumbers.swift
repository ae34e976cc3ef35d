internal import CKernels
internal import Glibc

/// Random numbers that are a pure function of what they are for: seed, epoch, sample and purpose.
///
/// There is no shared stream: neither threads nor the order of calls can change a draw. Philox4x32-10 (Salmon, Moraes,
/// Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) turns the key, the seed, and the counter
/// (block, sample, epoch, purpose) into four words.
public struct RandomNumbers: Sendable {
  /// What draws are for; two purposes never share a draw.
  public enum Purpose: Sendable {
    /// The first weights of the head's linear layer of this number.
    case weights(layer: Int)
    /// The order of the training rows.
    case shuffle
    /// The dropout mask of the head's layer of this number.
    case dropout(layer: Int)
    /// How far a photograph is zoomed into.
    case zoom
    /// Which part of a photograph is seen.
    case crop
    /// The step of this number of an augmentation.
    case augmentation(step: Int)
    /// Which photographs of a batch are mixed with each other.
    case mixingPartners
    /// How much of a photograph stays when it is mixed with another one.
    case mixingShare

    /// The last word of the counter: what in the lower byte, which layer above.
    package var word: UInt32 {
      switch self {
      case .weights(let layer): 1 | UInt32(layer) << 8
      case .shuffle: 2
      case .dropout(let layer): 3 | UInt32(layer) << 8
      case .zoom: 4
      case .crop: 5
      case .augmentation(let step): 6 | UInt32(step) << 8
      case .mixingPartners: 7
      case .mixingShare: 8
      }
    }
  }

  private let seed: UInt64
  private let purpose: UInt32
  private let epoch: UInt32
  private let sample: UInt32

  /// Names the draws of one purpose for one sample of one epoch.
  public init(seed: UInt64, purpose: Purpose, epoch: Int = 0, sample: Int = 0) {
    self.seed = seed
    self.purpose = purpose.word
    self.epoch = UInt32(truncatingIfNeeded: epoch)
    self.sample = UInt32(truncatingIfNeeded: sample)
  }

  /// The four words of Philox4x32-10 for any counter and key.
  package static func philox(counter: [UInt32], key: UInt64) -> [UInt32] {
    let words = kernel_philox(
      kernel_philox_words(a: counter[0], b: counter[1], c: counter[2], d: counter[3]), key)
    return [words.a, words.b, words.c, words.d]
  }

  private func block(_ number: Int) -> kernel_philox_words {
    let index = UInt32(truncatingIfNeeded: number)
    return kernel_philox(kernel_philox_words(a: index, b: sample, c: epoch, d: purpose), seed)
  }

  /// Returns the draw of this number, in 0..<1 with 53 bits; two draws share a block.
  public func uniform(_ number: Int) -> Double {
    let words = block(number / 2)
    return number % 2 == 0 ? unit(words.a, words.b) : unit(words.c, words.d)
  }

  // As NumPy makes a double of two words: 27 bits of the one and 26 of the other.
  private func unit(_ high: UInt32, _ low: UInt32) -> Double {
    (Double(high >> 5) * 0x1p26 + Double(low >> 6)) * 0x1p-53
  }

  /// Returns `count` draws of the standard normal distribution (Box and Muller, 1958).
  public func normals(_ count: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count + 1)
    for number in 0..<(count + 1) / 2 {
      let words = block(number)
      // 1 − u is never zero, so that the logarithm is finite.
      let radius = (-2 * log(1 - unit(words.a, words.b))).squareRoot()
      let angle = 2 * Double.pi * unit(words.c, words.d)
      values.append(radius * cos(angle))
      values.append(radius * sin(angle))
    }
    return Array(values.prefix(count))
  }

  /// Returns `elements` in a random order (Fisher and Yates; Durstenfeld, 1964).
  public func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      let words = block(last)
      let word = UInt64(words.a) << 32 | UInt64(words.b)
      // The upper half of the product is uniform in 0...last but for a bias below 2⁻³² (Lemire, 2019).
      elements.swapAt(last, Int(word.multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return elements
  }
}
