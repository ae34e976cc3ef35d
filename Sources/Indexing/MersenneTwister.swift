/// The random numbers of NumPy's legacy generator, so that the lesson's splits come out exactly.
///
/// MT19937 of Matsumoto and Nishimura (1998), seeded as `numpy.random.seed(integer)` does. Nothing else in the house
/// draws from it.
struct MersenneTwister {
  private var state: [UInt32]
  private var index = 624

  init(seed: UInt32) {
    state = [seed]
    for i in 1..<624 {
      let previous = state[i - 1]
      state.append(1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(i))
    }
  }

  mutating func next() -> UInt32 {
    if index == 624 {
      twist()
      index = 0
    }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  private mutating func twist() {
    for i in 0..<624 {
      let y = state[i] & 0x8000_0000 | state[(i + 1) % 624] & 0x7FFF_FFFF
      state[i] = state[(i + 397) % 624] ^ y >> 1 ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
  }

  /// Draws from 0...maximum: as many low bits as it needs, again while they are too large.
  private mutating func draw(upTo maximum: UInt32) -> UInt32 {
    guard maximum > 0 else { return 0 }
    let mask = UInt32.max >> maximum.leadingZeroBitCount
    while true {
      let value = next() & mask
      if value <= maximum { return value }
    }
  }

  /// Returns 0..<count in random order, as `numpy.random.permutation(count)` does.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, Int(draw(upTo: UInt32(i)))) }
    return order
  }
}
