internal import Glibc

/// How the learning rate changes from batch to batch, and how many epochs that takes.
public enum LearningRateSchedule: Equatable, Sendable {
  /// The same rate for this many epochs.
  case constant(epochs: Int)
  /// Cosine annealing with restarts: `count` cycles, the first `length` epochs long, each next one `multiplier` times
  /// as long as the one before.
  case cycles(count: Int, length: Int, multiplier: Int)
  /// One rise and one fall over this many epochs.
  case oneCycle(epochs: Int)

  /// The number of epochs in all; `nil` when it is beyond counting.
  public var epochs: Int? {
    switch self {
    case .constant(let epochs), .oneCycle(let epochs): return epochs
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
///
/// One cycle is that of fastai 2 (`callback/schedule.py`, `fit_one_cycle`; Smith, "Super-convergence", 2018): over the first
/// quarter of the batches from maximum / 25 up to the maximum and then down to maximum / 100 000, both along a cosine, while
/// the momentum goes from 0.95 to 0.85 and back.
public struct LearningRates: Sequence, IteratorProtocol, Sendable {
  /// The number of the cycle that the next batch belongs to, from 0; a constant rate is one cycle.
  public private(set) var cycle = 0
  private let maximum: Double
  private let multiplier: Int
  private var cycleBatches: Int?
  private let oneCycleBatches: Int?
  private var batch = 0
  /// The momentum of the batch whose rate was given last; `nil` where it is the optimizer's own.
  public private(set) var momentum: Double?
  /// The rate that was given last, and its cycle; those of the first batch before any.
  public private(set) var last: (rate: Double, cycle: Int)

  init(schedule: LearningRateSchedule, maximum: Double, batchesPerEpoch: Int) {
    self.maximum = maximum
    last = (maximum, 0)
    switch schedule {
    case .constant, .oneCycle:
      multiplier = 1
    case .cycles(_, let length, let multiplier):
      self.multiplier = multiplier
      cycleBatches = batchesPerEpoch * length
    }
    if case .oneCycle(let epochs) = schedule {
      oneCycleBatches = epochs * batchesPerEpoch
    } else {
      oneCycleBatches = nil
    }
  }

  /// Returns the rate of the next batch; there is always one.
  public mutating func next() -> Double? {
    last = (last.rate, cycle)
    last.rate = advance()
    return last.rate
  }

  private mutating func advance() -> Double {
    if let count = oneCycleBatches {
      let part = Double(batch) / Double(count)
      batch += 1
      momentum = OneCycle.momentum(at: part)
      return maximum * OneCycle.rate(at: part)
    }
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

/// The curves of one cycle, as parts of the highest rate, at a part of all batches.
enum OneCycle {
  private static let rise = 0.25
  private static let firstRate = 1 / 25.0
  private static let lastRate = 1 / 100_000.0

  static func rate(at part: Double) -> Double { curve(part, firstRate, 1, lastRate) }

  static func momentum(at part: Double) -> Double { curve(part, 0.95, 0.85, 0.95) }

  /// From `first` to `middle` and on to `last`, along cosines.
  private static func curve(_ part: Double, _ first: Double, _ middle: Double, _ last: Double) -> Double {
    let (start, end, place) =
      part < rise ? (first, middle, part / rise) : (middle, last, (part - rise) / (1 - rise))
    return start + (1 + cos(Double.pi * (1 - place))) * (end - start) / 2
  }
}
