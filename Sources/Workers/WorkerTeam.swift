internal import Glibc
internal import Synchronization

/// Workers that stay together for many small pieces of work, one job after another.
///
/// A region of libgomp ends when every worker has come to its end: on a busy machine that costs a time slice each time,
/// and more than the work itself. A team is one region with many jobs, and nobody waits for a worker that the
/// system has not woken: whoever is awake takes the pieces.
public final class WorkerTeam: Sendable {
  // The next piece in the upper half, the number of pieces in the lower: one word, so that no piece of a job that is over
  // can be taken.
  private let ticket = Atomic<UInt64>(0)
  private let finishedCount = Atomic(0)
  private let sleeperCount = Atomic(0)
  private let isOver = Atomic(false)
  private let workers: Int
  // Written while there is no piece to take, and read by those who have taken one.
  private nonisolated(unsafe) var job: ((Int) -> Void)?
  // At addresses of their own, which C keeps.
  private nonisolated(unsafe) let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  // About as long as waking a thread takes.
  private static let spinLimit = 20_000

  private init(workers: Int) {
    self.workers = workers
    pthread_mutex_init(lock, nil)
    pthread_cond_init(wakeUp, nil)
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(lock)
    wakeUp.deallocate()
    lock.deallocate()
  }

  /// Returns what `body` returns, with a team of at most `workers` that works for it, the caller among them.
  public static func run<Result, Failure: Error>(
    workers: Int, _ body: (WorkerTeam) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let team = WorkerTeam(workers: workers)
    // Written by one worker and read when all have returned.
    nonisolated(unsafe) var result: Swift.Result<Result, Failure>?
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      Workers.run(workers) { worker in
        guard worker == 0 else { return team.help() }
        do throws(Failure) { result = .success(try body(team)) } catch { result = .failure(error) }
        team.end()
      }
    }
    guard let result else { preconditionFailure("the first worker did not run") }
    return try result.get()
  }

  /// Calls `body` once for each index in `0..<count`, in no particular order, and returns when all calls have returned.
  ///
  /// - Precondition: The caller is the one that `run` called, and not within another call.
  public func forEach(_ count: Int, _ body: (_ index: Int) -> Void) {
    if workers == 1 || count < 2 {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      job = body
      finishedCount.store(0, ordering: .relaxed)
      ticket.store(UInt64(UInt32(count)), ordering: .sequentiallyConsistent)
      if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
      takePieces()
      var spins = 0
      while finishedCount.load(ordering: .acquiring) < count {
        spins += 1
        if spins > WorkerTeam.spinLimit { sched_yield() }
      }
      job = nil
    }
  }

  /// Returns the results of `body` for each index in `0..<count`, in order.
  public func map<Result>(_ count: Int, _ body: (_ index: Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Each call writes an element of its own.
      if let base = buffer.baseAddress { forEach(count) { index in (base + index).initialize(to: body(index)) } }
      initializedCount = count
    }
  }

  private func takePieces() {
    var current = ticket.load(ordering: .sequentiallyConsistent)
    while current >> 32 < current & 0xFFFF_FFFF {
      let (isTaken, found) = ticket.compareExchange(
        expected: current, desired: current + 1 << 32, ordering: .sequentiallyConsistent)
      if isTaken {
        doPiece(Int(current >> 32))
        finishedCount.add(1, ordering: .acquiringAndReleasing)
      }
      current = isTaken ? ticket.load(ordering: .sequentiallyConsistent) : found
    }
  }

  // Not inlined, so that no reference to the job is left when the piece is counted as finished.
  @inline(never) private func doPiece(_ index: Int) { job?(index) }

  private var isIdle: Bool {
    let current = ticket.load(ordering: .sequentiallyConsistent)
    return current >> 32 >= current & 0xFFFF_FFFF && !isOver.load(ordering: .sequentiallyConsistent)
  }

  private func help() {
    while !isOver.load(ordering: .sequentiallyConsistent) {
      var spins = 0
      while isIdle {
        spins += 1
        if spins > WorkerTeam.spinLimit { sleep() }
      }
      takePieces()
    }
  }

  private func sleep() {
    pthread_mutex_lock(lock)
    sleeperCount.add(1, ordering: .sequentiallyConsistent)
    while isIdle { pthread_cond_wait(wakeUp, lock) }
    sleeperCount.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(lock)
  }

  private func wakeAll() {
    pthread_mutex_lock(lock)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(lock)
  }

  private func end() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    wakeAll()
  }
}
