internal import Glibc
internal import Synchronization

/// Shows on a terminal how far the work is, from the first second on; elsewhere, or with `--quiet`, nothing.
///
/// The line is as wide as the terminal allows, and its bar is of the characters that the locale has.
public final class Progress: Sendable {
  private struct State {
    var done = 0
    var skipped = 0
    var shownAt = 0.0
  }

  private let label: String
  private let total: Int
  private let isShown: Bool
  private let start = Progress.now()
  private let state = Mutex(State())
  private static let isVisible = Atomic(false)

  /// Begins the work: `total` things, each of them called `label`, for instance `images`.
  public init(_ label: String, total: Int, for invocation: Invocation) {
    self.label = label
    self.total = total
    isShown = !invocation.isQuiet && Terminal.isThere
  }

  /// Counts `count` things as done before this work began: they say nothing about its speed.
  public func skip(_ count: Int) {
    state.withLock { state in
      state.done += count
      state.skipped += count
    }
  }

  /// Counts `count` more things as done, and shows `note` beside them.
  public func advance(by count: Int = 1, note: String = "") {
    guard isShown else { return }
    let line: String? = state.withLock { state in
      state.done += count
      let now = Progress.now()
      guard now - start > 1, now - state.shownAt > 0.2 else { return nil }
      state.shownAt = now
      let line = ProgressLine(
        label, done: state.done, of: total, perSecond: Double(state.done - state.skipped) / (now - start), note: note)
      // The last column stays free, where some terminals would begin a new line.
      return "\r\(line.text(width: Terminal.width - 1, isUnicode: Terminal.isUnicode))\u{1B}[K"
    }
    guard let line else { return }
    Progress.isVisible.store(true, ordering: .relaxed)
    Progress.write(line)
  }

  /// Takes the line away.
  public func finish() { Progress.hide() }

  /// Takes the line away, so that a message can be written in its place.
  static func hide() {
    if isVisible.exchange(false, ordering: .relaxed) { write("\r\u{1B}[K") }
  }

  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
