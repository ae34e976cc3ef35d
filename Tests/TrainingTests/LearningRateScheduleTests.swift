import Testing
import Training

@Suite struct LearningRateScheduleTests {
  private func rates(_ count: Int, batches: Int, multiplier: Int = 1, maximum: Double = 1) -> [Double] {
    let schedule = LearningRateSchedule.cycles(count: 9, length: 1, multiplier: multiplier)
    return Array(schedule.rates(maximum: maximum, batchesPerEpoch: batches).prefix(count))
  }

  /// The values of fastai 0.7 (shared semantics §11): 0.01, 360 batches, cycles twice as long each time.
  @Test func cosineOfTheLesson() {
    let rates = rates(362, batches: 360, multiplier: 2, maximum: 0.01)
    #expect(rates[0...17].allSatisfy { abs($0 - 1e-4) < 1e-15 })
    for (batch, rate) in [
      (18, 0.0099384417), (19, 0.009931428), (100, 0.008213938), (180, 0.005), (359, 1.904e-7), (360, 0.01),
      (361, 0.0099999524),
    ] {
      #expect(abs(rates[batch] - rate) < 1e-9, "batch \(batch)")
    }
  }

  @Test func shortCyclesWarmUpForOneBatch() {
    let expected = [0.01, 0.9755, 0.9045, 0.7939, 0.6545, 0.5, 0.3455, 0.2061, 0.0955, 0.0245, 1]
    for (rate, value) in zip(rates(11, batches: 10), expected) { #expect(abs(rate - value) < 5e-5) }
    #expect(rates(3, batches: 20).map { $0 == 0.01 } == [true, false, false])
    #expect(rates(3, batches: 21).map { $0 == 0.01 } == [true, true, false])
  }

  @Test func cyclesOfOneBatchRestart() {
    #expect(rates(4, batches: 1) == [0.01, 1, 1, 1])
  }

  @Test func cyclesAreNumbered() {
    var rates = LearningRateSchedule.cycles(count: 3, length: 1, multiplier: 2).rates(maximum: 1, batchesPerEpoch: 2)
    var cycles: [Int] = []
    for _ in 0..<14 {
      cycles.append(rates.cycle)
      _ = rates.next()
    }
    #expect(cycles == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2])
  }

  @Test func epochsAreCounted() {
    #expect(LearningRateSchedule.constant(epochs: 5).epochs == 5)
    #expect(LearningRateSchedule.cycles(count: 3, length: 1, multiplier: 2).epochs == 7)
    #expect(LearningRateSchedule.cycles(count: 3, length: 2, multiplier: 1).epochs == 6)
    #expect(LearningRateSchedule.cycles(count: 1, length: 4, multiplier: 9).epochs == 4)
    #expect(LearningRateSchedule.cycles(count: 100, length: 1, multiplier: 2).epochs == nil)
    #expect(LearningRateSchedule.cycles(count: 3, length: .max / 2, multiplier: 1).epochs == nil)
  }

  @Test func constantStaysConstant() {
    let rates = LearningRateSchedule.constant(epochs: 2).rates(maximum: 0.01, batchesPerEpoch: 4)
    #expect(Array(rates.prefix(9)) == [Double](repeating: 0.01, count: 9))
  }

  /// Debiased smoothing (shared semantics §11).
  @Test func smoothedLoss() {
    var smoothed = SmoothedLoss()
    for (loss, value) in [(1.0, 1.0), (0.5, 0.7474747), (2, 1.1734458), (0.25, 0.9355419)] {
      smoothed.add(loss)
      #expect(abs(smoothed.value - value) < 1e-7)
    }
  }
}
