internal import Glibc

/// What the terminal that standard error goes to can show.
enum Terminal {
  /// Whether standard error is a terminal.
  static var isThere: Bool { isatty(STDERR_FILENO) == 1 }

  /// The number of columns, 80 where the terminal does not say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether the locale's characters are those of Unicode: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set says so.
  static var isUnicode: Bool {
    let variables: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = variables.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
    let name = locale?.lowercased() ?? ""
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }
}
