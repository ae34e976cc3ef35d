internal import Glibc

/// How the learning rate changes from batch to batch, and how many epochs that takes.
public enum LearningRateSchedule: Equatable, Sendable {
  /// The same rate for this many epochs.
  case constant(epochs: Int)
  /// Cosine annealing with restarts: `count` cycles, the first `length` epochs long, each next one `multiplier` times
  /// as long as the one before.
  case cycles(count: Int, length: Int, multiplier: Int)

  /// The number of epochs in all; `nil` when it is beyond counting.
  public var epochs: Int? {
    switch self {
    case .constant(let epochs): return epochs
    case .cycles(let count, let length, let multiplier):
      if multiplier == 1 { return product(count, length) }
      var (total, cycle): (Int, Int) = (0, length)
      for number in 0..<count {
        let (sum, overflow) = total.addingReportingOverflow(cycle)
        guard !overflow else { return nil }
        total = sum
        guard number < count - 1 else { break }
        guard let next = product(cycle, multiplier) else { return nil }
        cycle = next
      }
      return total
    }
  }

  private func product(_ a: Int, _ b: Int) -> Int? {
    let (result, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : result
  }

  /// Returns the rates of a training with so many batches an epoch.
  public func rates(maximum: Double, batchesPerEpoch: Int) -> LearningRates {
    LearningRates(schedule: self, maximum: maximum, batchesPerEpoch: batchesPerEpoch)
  }
}

/// The learning rate of one batch after another.
///
/// Cosine annealing is that of fastai 0.7 (`sgdr.py`, `CosAnneal`; Loshchilov and Hutter, "SGDR", ICLR 2017):
/// maximum / 2 · (1 + cos(π · i / n)) for batch i of a cycle of n. The first batches of the first cycle, while their
/// number is below n / 20, run at maximum / 100 instead; i goes on meanwhile.
public struct LearningRates: Sequence, IteratorProtocol, Sendable {
  /// The number of the cycle that the next batch belongs to, from 0; a constant rate is one cycle.
  public private(set) var cycle = 0
  private let maximum: Double
  private let multiplier: Int
  private var cycleBatches: Int?
  private var batch = 0

  init(schedule: LearningRateSchedule, maximum: Double, batchesPerEpoch: Int) {
    self.maximum = maximum
    switch schedule {
    case .constant:
      multiplier = 1
    case .cycles(_, let length, let multiplier):
      self.multiplier = multiplier
      cycleBatches = batchesPerEpoch * length
    }
  }

  /// Returns the rate of the next batch; there is always one.
  public mutating func next() -> Double? {
    guard let count = cycleBatches else { return maximum }
    let isWarmUp = cycle == 0 && batch * 20 < count
    let rate = isWarmUp ? maximum / 100 : maximum / 2 * (1 + cos(Double.pi * Double(batch) / Double(count)))
    batch += 1
    if batch == count {
      batch = 0
      cycle += 1
      cycleBatches = count * multiplier
    }
    return rate
  }
}
