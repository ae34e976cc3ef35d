package import Workers

/// Shares work out to a team in pieces whose bounds depend on the work only, never on the number of workers: so that
/// the results do not either.
package struct Chunks: Sendable {
  package let team: WorkerTeam

  /// Shares work out to `team`.
  package init(team: WorkerTeam) { self.team = team }

  /// Calls `body` with pieces of 0..<length, each of `size` but for the last; pieces must not touch the same memory.
  package func forEach(of length: Int, size: Int, _ body: (Range<Int>) -> Void) {
    team.forEach((length + size - 1) / size) { number in body(number * size..<min((number + 1) * size, length)) }
  }
}
