internal import Glibc

/// What happens when another program cuts off a file that is mapped into memory: the system sends a signal.
enum ShortenedFile {
  // Made before the signal, because nothing may be allocated when it comes.
  private nonisolated(unsafe) static var sentence = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Makes `tool` say so and fail, where it would die without a word.
  static func sayWhenItHappens(to tool: String) {
    let text = Array("\(tool): a file became shorter while it was read\n".utf8)
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
    _ = copy.initialize(from: text)
    sentence = UnsafeBufferPointer(copy)
    signal(SIGBUS) { _ in
      _ = write(STDERR_FILENO, ShortenedFile.sentence.baseAddress, ShortenedFile.sentence.count)
      _exit(ExitStatus.failed.rawValue)
    }
  }
}
