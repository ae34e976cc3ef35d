/// Which means over the course of a training are taken of its weights.
public struct WeightAveraging: Equatable, Sendable {
  /// Whether the mean of the weights at the ends of the cycles, or of the epochs of a schedule without cycles, is what
  /// the training gives (Izmailov and others, "Averaging weights leads to wider optima and better generalization", UAI
  /// 2018).
  public var meansCycles: Bool
  /// The part of an exponential moving average that stays after a step; `nil` for none.
  public var movingDecay: Double?

  /// Chooses; without arguments none is taken.
  public init(meansCycles: Bool = false, movingDecay: Double? = nil) {
    self.meansCycles = meansCycles
    self.movingDecay = movingDecay
  }
}

/// The means so far.
struct WeightAverages: Equatable, Sendable {
  let averaging: WeightAveraging
  /// The exponential moving average; `nil` before the first step or when it is not wanted.
  var moving: ModelSnapshot?
  /// The mean at the ends of cycles; `nil` before the first one or when it is not wanted.
  var cycleMean: ModelSnapshot?
  /// The number of cycles in that mean.
  var cycleCount = 0

  init(_ averaging: WeightAveraging) { self.averaging = averaging }

  /// Takes in the numbers after a step.
  mutating func step(_ current: () -> ModelSnapshot) {
    guard let decay = averaging.movingDecay else { return }
    if moving == nil { moving = current() } else { moving?.move(towards: current(), by: Float(1 - decay)) }
  }

  /// Takes in the numbers at the end of a cycle.
  mutating func finishCycle(_ current: ModelSnapshot) {
    guard averaging.meansCycles else { return }
    cycleCount += 1
    if cycleMean == nil {
      cycleMean = current
    } else {
      cycleMean?.move(towards: current, by: 1 / Float(cycleCount))
    }
  }
}
