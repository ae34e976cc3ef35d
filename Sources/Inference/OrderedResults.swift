internal import Synchronization

/// Hands results on in the order of their indices, however the workers finish them.
///
/// Because work is taken in order, few results wait at a time.
final class OrderedResults<Value: Sendable>: Sendable {
  private struct State {
    var waiting: [Int: Value] = [:]
    var next = 0
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  // Called with the lock held, by one thread at a time, while the caller of `run` waits.
  private nonisolated(unsafe) let emit: (Int, Value) throws -> Void

  init(emit: @escaping (Int, Value) throws -> Void) { self.emit = emit }

  /// Whether the work is to be abandoned.
  var hasFailed: Bool { state.withLock { $0.failure != nil } }

  /// Abandons the work; the first failure counts.
  func fail(_ error: any Error) { state.withLock { if $0.failure == nil { $0.failure = error } } }

  /// Takes a result, and hands on what can be handed on now.
  func submit(_ index: Int, _ value: Value) {
    state.withLock { state in
      state.waiting[index] = value
      while state.failure == nil, let value = state.waiting.removeValue(forKey: state.next) {
        do { try emit(state.next, value) } catch { state.failure = error }
        state.next += 1
      }
    }
  }

  /// Throws what the work was abandoned for.
  func finish() throws { if let failure = state.withLock({ $0.failure }) { throw failure } }
}
