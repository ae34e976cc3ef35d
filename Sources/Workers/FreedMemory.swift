internal import CKernels

/// What becomes of memory that is freed.
public enum FreedMemory {
  /// Keeps it for the next photograph, in blocks of up to 32 MiB, instead of giving it back to the system each time.
  ///
  /// It counts for the whole process, so only a tool may say it.
  public static func isKept() { kernel_keep_freed_memory() }
}
