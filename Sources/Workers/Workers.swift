internal import CKernels
internal import Glibc
internal import Synchronization

/// Runs work on several processors, on the one thread pool of the process (libgomp's, which oneDNN uses too).
public enum Workers {
  /// The number of processors this process may run on.
  public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Calls `body` once for each worker in `0..<count`, at the same time, and returns when all have returned.
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

  /// Calls `body` once for each index in `0..<count`, on at most `workers` processors, in no particular order.
  public static func forEach(_ count: Int, workers: Int, _ body: @Sendable (_ index: Int) -> Void) {
    let next = Atomic(0)
    run(max(1, min(workers, count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
  }

  /// Returns the results of `body` for each index in `0..<count`, in order, computed on at most `workers` processors.
  public static func map<Result: Sendable>(
    _ count: Int, workers: Int, _ body: @Sendable (_ index: Int) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Each worker writes elements of its own.
      nonisolated(unsafe) let base = buffer.baseAddress
      forEach(count, workers: workers) { index in (base.map { $0 + index })?.initialize(to: body(index)) }
      initializedCount = count
    }
  }

  /// A closure behind a pointer that C can carry.
  private final class Body: Sendable {
    let call: @Sendable (Int) -> Void
    init(_ call: @escaping @Sendable (Int) -> Void) { self.call = call }
  }
}
