internal import Workers

/// Shares work out to threads in pieces whose bounds depend on the work only, never on the number of threads: so that
/// the results do not either.
struct Chunks: Sendable {
  /// The number of threads.
  let workers: Int

  /// Calls `body` with pieces of 0..<length, each of `size` but for the last; pieces must not touch the same memory.
  func forEach(of length: Int, size: Int, _ body: (Range<Int>) -> Void) {
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      Workers.forEach((length + size - 1) / size, workers: workers) { number in
        body(number * size..<min((number + 1) * size, length))
      }
    }
  }
}
