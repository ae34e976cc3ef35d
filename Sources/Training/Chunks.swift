package import Workers

/// Shares work out in pieces whose bounds depend on the work only, never on the number of workers: so that the results do
/// not either.
package struct Chunks: Sendable {
  private let team: WorkerTeam?
  private let workers: Int

  /// Shares work out to `team`.
  package init(team: WorkerTeam) {
    self.team = team
    workers = 1
  }

  /// Shares work out to so many workers, who come together for each piece of work.
  package init(workers: Int) {
    team = nil
    self.workers = workers
  }

  /// Calls `body` with pieces of 0..<length, each of `size` but for the last; pieces must not touch the same memory.
  package func forEach(of length: Int, size: Int, _ body: (Range<Int>) -> Void) {
    let count = (length + size - 1) / size
    func piece(_ number: Int) { body(number * size..<min((number + 1) * size, length)) }
    if let team { return team.forEach(count, piece) }
    Workers.share(count, among: workers) { numbers, _ in for number in numbers { piece(number) } }
  }
}
