internal import Glibc

/// A few things that many threads use one after the other; who finds none free waits.
public final class Pool<Element>: Sendable {
  // Read and written under the lock.
  private nonisolated(unsafe) var free: [Element]
  // At addresses of their own, which C keeps.
  private nonisolated(unsafe) let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let isFree = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Makes a pool of `count` elements.
  public init(_ count: Int, make: () -> Element) {
    free = (0..<count).map { _ in make() }
    pthread_mutex_init(lock, nil)
    pthread_cond_init(isFree, nil)
  }

  deinit {
    pthread_cond_destroy(isFree)
    pthread_mutex_destroy(lock)
    isFree.deallocate()
    lock.deallocate()
  }

  /// Calls `body` with an element that nobody else uses meanwhile; it may not be kept.
  public func withElement<Result, Failure: Error>(
    _ body: (Element) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let element = take()
    defer { giveBack(element) }
    return try body(element)
  }

  private func take() -> Element {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while true {
      if let element = free.popLast() { return element }
      pthread_cond_wait(isFree, lock)
    }
  }

  private func giveBack(_ element: Element) {
    pthread_mutex_lock(lock)
    free.append(element)
    pthread_mutex_unlock(lock)
    pthread_cond_signal(isFree)
  }
}
