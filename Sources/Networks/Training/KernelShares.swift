internal import Workers

/// How a kernel's work is shared out to workers, each with scratch memory of its own.
struct KernelShares {
  private let workers: Int
  /// The numbers between the scratch memory of one worker and that of the next one.
  private let stride: Int

  /// Shares among `workers`, of whom each needs room for `scratchCount` numbers.
  init(workers: Int, scratchCount: Int) {
    self.workers = workers
    stride = ArenaLayout.align(scratchCount * 4) / 4
  }

  /// The bytes of scratch memory that all workers need.
  var scratchByteCount: Int { workers * stride * 4 }

  /// Calls `body` with the kernel, a part of 0..<count, and scratch memory: for parts that make up the whole.
  func forEach<Kernel>(
    of kernel: Kernel, _ count: Int, pieces: Int = 1, isReversed: Bool = false, scratch: UnsafeMutableRawPointer,
    _ body: (UnsafePointer<Kernel>, Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let scratch = scratch.floats
    withUnsafePointer(to: kernel) { kernel in
      Workers.share(count, among: workers, pieces: pieces, isReversed: isReversed) { part, worker in
        body(kernel, part, scratch + worker * stride)
      }
    }
  }
}
