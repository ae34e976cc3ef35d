internal import Glibc

/// The memory that this process took at its largest.
public enum PeakMemory {
  /// Resident bytes.
  public static var byteCount: Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  }
}
