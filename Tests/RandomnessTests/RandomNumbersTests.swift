import Randomness
import Testing

@Suite struct RandomNumbersTests {
  /// The known answers of Random123, `tests/kat_vectors`, philox4x32 10.
  @Test func philoxIsRandom123s() {
    #expect(
      RandomNumbers.philox(counter: [0, 0, 0, 0], key: 0) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    #expect(
      RandomNumbers.philox(counter: [UInt32](repeating: .max, count: 4), key: .max)
        == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
    #expect(
      RandomNumbers.philox(
        counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: 0x299f_31d0_a409_3822)
        == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
  }

  @Test func uniformDrawsFillTheUnitInterval() {
    let draws = RandomNumbers(seed: 1, purpose: .shuffle)
    let values = (0..<100_000).map { draws.uniform($0) }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    let mean = values.reduce(0, +) / 100_000
    // Four standard errors: 4 · √(1/12 / 100 000).
    #expect(abs(mean - 0.5) < 0.00366)
  }

  @Test func normalDrawsHaveTheirMoments() {
    let values = RandomNumbers(seed: 1, purpose: .weights(layer: 0)).normals(100_001)
    #expect(values.count == 100_001)
    let moments = (1...4).map { power in
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value } } / 100_001
    }
    // Four standard errors of each.
    #expect(abs(moments[0]) < 0.0127)
    #expect(abs(moments[1] - 1) < 0.0179)
    #expect(abs(moments[2]) < 0.049)
    #expect(abs(moments[3] - 3) < 0.124)
  }

  @Test func everyPartOfTheKeyMatters() {
    let all = [
      RandomNumbers(seed: 1, purpose: .shuffle), RandomNumbers(seed: 2, purpose: .shuffle),
      RandomNumbers(seed: 1 << 40, purpose: .shuffle), RandomNumbers(seed: 1, purpose: .shuffle, epoch: 1),
      RandomNumbers(seed: 1, purpose: .shuffle, sample: 1), RandomNumbers(seed: 1, purpose: .dropout(layer: 0)),
      RandomNumbers(seed: 1, purpose: .dropout(layer: 1)), RandomNumbers(seed: 1, purpose: .weights(layer: 1)),
      RandomNumbers(seed: 1, purpose: .zoom), RandomNumbers(seed: 1, purpose: .crop),
      RandomNumbers(seed: 1, purpose: .augmentation(step: 0)), RandomNumbers(seed: 1, purpose: .augmentation(step: 1)),
    ]
    #expect(Set(all.map { $0.uniform(0) }).count == all.count)
  }

  @Test func shufflesArePermutationsAndAllAppear() {
    var seen: [[Int]: Int] = [:]
    for epoch in 0..<6_000 {
      let order = RandomNumbers(seed: 3, purpose: .shuffle, epoch: epoch).shuffled([0, 1, 2])
      #expect(order.sorted() == [0, 1, 2])
      seen[order, default: 0] += 1
    }
    #expect(seen.count == 6)
    // Five standard deviations of a count: √(6000 · 1/6 · 5/6).
    #expect(seen.values.allSatisfy { abs($0 - 1_000) < 145 })
  }
}
