import Synchronization
import Testing
import Workers

@Suite struct PoolTests {
  /// Many threads and few elements: an element that two have at once would lose counts.
  @Test(arguments: [1, 2]) func nobodySharesAnElement(count: Int) {
    final class Counter {
      var value = 0
    }
    let made = Atomic(0)
    nonisolated(unsafe) var counters: [Counter] = []
    let pool = Pool(count) {
      made.add(1, ordering: .relaxed)
      counters.append(Counter())
      return counters[counters.count - 1]
    }
    Workers.run(4) { _ in for _ in 0..<10_000 { pool.withElement { $0.value += 1 } } }
    #expect(made.load(ordering: .relaxed) == count)
    #expect(counters.reduce(0) { $0 + $1.value } == 40_000)
  }

  @Test func anElementComesBackAfterAnError() {
    struct Stop: Error {}
    let pool = Pool(1) { 7 }
    #expect(throws: Stop.self) { try pool.withElement { _ throws(Stop) in throw Stop() } }
    #expect(pool.withElement { $0 } == 7)
  }
}
