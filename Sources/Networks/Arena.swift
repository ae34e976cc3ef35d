internal import Glibc

/// A block of zeroed memory, on huge pages where the system has them.
///
/// Fresh pages of 4 KiB cost more than the arithmetic of a layer: one block a plan, and it stays.
final class Arena {
  let address: UnsafeMutableRawPointer
  let byteCount: Int
  private static let hugePage = 2 << 20

  /// Maps at least `byteCount` bytes; `nil` when the system has no more.
  init?(byteCount: Int) {
    let (padded, overflow) = byteCount.addingReportingOverflow(Arena.hugePage - 1)
    guard byteCount > 0, !overflow else { return nil }
    let size = padded / Arena.hugePage * Arena.hugePage
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let address = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), address != MAP_FAILED else { return nil }
    madvise(address, size, MADV_HUGEPAGE)
    self.address = address
    self.byteCount = size
  }

  deinit { munmap(address, byteCount) }
}
