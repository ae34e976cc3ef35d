internal import CThreads
internal import Synchronization

/// Runs work on several processors, on the one thread pool of the process (libgomp's, which oneDNN uses too).
public enum Workers {
  /// The number of processors this process may run on: of a machine shared by `taskset` or containers, its part.
  public static var processorCount: Int { max(1, Int(kernel_processor_count())) }

  /// Calls `body` once for each worker in `0..<count`, at the same time, and returns when all have returned.
  ///
  /// There may be fewer when the system allows no more threads (`OMP_THREAD_LIMIT`), but always worker 0.
  public static func run(_ count: Int, _ body: @Sendable (_ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let context = Unmanaged.passRetained(Body(body))
      defer { context.release() }
      kernel_parallel(
        Int32(count),
        { context, worker in
          guard let context else { return }
          Unmanaged<Body>.fromOpaque(context).takeUnretainedValue().call(Int(worker))
        }, context.toOpaque())
    }
  }

  /// Calls `body` with parts of 0..<count, at the same time, and returns when all have returned.
  ///
  /// The parts depend on the three numbers only, and are all done even if there are fewer workers than that.
  /// Parts must not touch the same memory; `worker` tells those apart that compute at the same time.
  ///
  /// - Parameters:
  ///   - pieces: The parts for each worker: with several, one that was kept waiting is left fewer.
  ///   - isReversed: Whether the last part is the first: what was written last is read first then, while caches have it.
  public static func share(
    _ count: Int, among workers: Int, pieces: Int = 1, isReversed: Bool = false,
    _ body: (_ part: Range<Int>, _ worker: Int) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      let next = Atomic(0)
      let parts = workers * pieces
      run(workers) { worker in
        while true {
          let turn = next.add(1, ordering: .relaxed).oldValue
          if turn >= parts { return }
          let number = isReversed ? parts - 1 - turn : turn
          let part = count * number / parts..<count * (number + 1) / parts
          if !part.isEmpty { body(part, worker) }
        }
      }
    }
  }

  /// Returns the results of `body` for each index in `0..<count`, in order, computed on at most `workers` processors.
  public static func map<Result: Sendable>(
    _ count: Int, workers: Int, _ body: @Sendable (_ index: Int) -> Result
  ) -> [Result] {
    WorkerTeam.run(workers: max(1, min(workers, count))) { $0.map(count, body) }
  }

  /// A closure behind a pointer that C can carry.
  private final class Body: Sendable {
    let call: @Sendable (Int) -> Void
    init(_ call: @escaping @Sendable (Int) -> Void) { self.call = call }
  }
}
