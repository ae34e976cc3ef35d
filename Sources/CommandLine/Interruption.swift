internal import Glibc
internal import Synchronization

/// Whether the user asked a tool to stop, with Ctrl-C: for tools that have something to save first.
public enum Interruption {
  private static let requested = Atomic(false)

  /// Whether the user asked.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Notes the first Ctrl-C from now on instead of ending the process; the second one ends it.
  public static func watch() {
    // Made now, because a signal handler may not.
    requested.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      Interruption.requested.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }
}
