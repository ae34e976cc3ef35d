import Synchronization
import Testing
import Workers

@Suite struct WorkerTeamTests {
  /// Many short jobs one after another, where a piece of an old job or a piece done twice would show.
  @Test(arguments: [1, 2, 7]) func everyPieceIsDoneOnce(workers: Int) {
    WorkerTeam.run(workers: workers) { team in
      for round in 0..<5_000 {
        let count = round % 13
        var calls = [Int](repeating: 0, count: count)
        calls.withUnsafeMutableBufferPointer { calls in team.forEach(count) { calls[$0] += $0 + round } }
        #expect(calls == (0..<count).map { $0 + round }, "round \(round)")
      }
    }
  }

  @Test(arguments: [1, 3]) func resultsAreInOrder(workers: Int) {
    #expect(Workers.map(1_000, workers: workers) { "\($0)" } == (0..<1_000).map { "\($0)" })
    #expect(Workers.map(0, workers: workers) { $0 } == [])
  }

  @Test(arguments: [1, 2, 5], [0, 1, 2, 7, 1_000]) func partsAreAll(workers: Int, count: Int) {
    var calls = [Int](repeating: 0, count: count)
    calls.withUnsafeMutableBufferPointer { calls in
      nonisolated(unsafe) let calls = calls
      Workers.share(count, among: workers) { part, worker in
        if (0..<workers).contains(worker) { for index in part { calls[index] += 1 } }
      }
    }
    #expect(calls.allSatisfy { $0 == 1 })
  }

  @Test func severalWorkAtOnce() {
    // Each of two pieces waits for the other, so that one worker alone would never end.
    let arrived = Atomic(0)
    WorkerTeam.run(workers: 2) { team in
      team.forEach(2) { _ in
        arrived.add(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < 2 {}
      }
    }
    #expect(arrived.load(ordering: .relaxed) == 2)
  }

  @Test(arguments: [1, 2]) func errorsComeBack(workers: Int) {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try WorkerTeam.run(workers: workers) { _ throws(Stop) in throw Stop() } }
  }
}
