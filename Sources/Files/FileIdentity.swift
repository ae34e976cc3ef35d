internal import Glibc

/// Which file a path leads to: two paths with the same identity name the same bytes.
public struct FileIdentity: Hashable, Sendable {
  private let device: dev_t
  private let node: ino_t

  /// Looks where `path` leads, through links; `nil` when there is no file, or it is a folder, a pipe or a device.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// Looks at an open file; `nil` when the system does not know it.
  init?(of descriptor: borrowing FileDescriptor) {
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = status.st_dev
    node = status.st_ino
  }
}
