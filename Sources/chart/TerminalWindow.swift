internal import Charts
internal import Files
internal import Glibc
internal import Images

/// The window that standard output goes to: how large it is, and what it understands.
struct TerminalWindow {
  /// Whether there is one.
  let isThere: Bool
  private let columns: Int
  private let rows: Int
  private let colours: Drawing.TerminalColours
  /// Whether it shows pictures that are sent in kitty's protocol.
  private let showsPictures: Bool

  private static let usual = (columns: 80, rows: 24)

  init() {
    isThere = isatty(STDOUT_FILENO) == 1
    var size = winsize()
    let isKnown = isThere && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
    let (wide, high) = isKnown ? (Int(size.ws_col), Int(size.ws_row)) : TerminalWindow.usual
    func number(_ name: String) -> Int? {
      TerminalWindow.variable(name).flatMap { Int($0) }.flatMap { (1...10_000).contains($0) ? $0 : nil }
    }
    columns = max(number("COLUMNS") ?? wide, 20)
    // The last line is for the prompt.
    rows = max((number("LINES") ?? high) - 1, 8)
    let variable = TerminalWindow.variable
    if !isThere || !(variable("NO_COLOR") ?? "").isEmpty || variable("TERM") == "dumb" {
      colours = .none
    } else {
      colours = ["truecolor", "24bit"].contains(variable("COLORTERM")) ? .all : .palette
    }
    showsPictures =
      isThere && (variable("TERM") == "xterm-kitty" || ["WezTerm", "ghostty"].contains(variable("TERM_PROGRAM")))
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Draws a picture as large as the window.
  func show(_ chart: any Chart, title: String?, _ theme: Theme) throws {
    var output = try OutputFile(StandardStream.path)
    if showsPictures {
      let drawing = chart.drawing(
        Frame(
          width: Double(columns) * Drawing.cellSize.width, height: Double(rows) * Drawing.cellSize.height, title: title,
          ruler: try .letters()))
      try output.write(
        TerminalWindow.sequence(drawing.image(theme, scale: 2).encoded(as: .png, path: "picture"), columns: columns))
    } else {
      let drawing = chart.drawing(
        Frame(
          width: Double(columns) * Drawing.cellSize.width, height: Double(rows) * Drawing.cellSize.height, title: title,
          ruler: .cells()))
      try output.write(drawing.terminalText(theme, colours))
    }
    try output.commit()
  }

  /// A picture in PNG as kitty's graphics protocol sends it: in Base64, in pieces of 4096 characters.
  private static func sequence(_ picture: [UInt8], columns: Int) -> String {
    let text = Base64.text(of: picture)
    var result = ""
    var start = text.utf8.startIndex
    while start < text.utf8.endIndex {
      let end = text.utf8.index(start, offsetBy: 4096, limitedBy: text.utf8.endIndex) ?? text.utf8.endIndex
      let control = result.isEmpty ? "a=T,f=100,c=\(columns)," : ""
      result += "\u{1B}_G\(control)m=\(end < text.utf8.endIndex ? 1 : 0);\(text[start..<end])\u{1B}\\"
      start = end
    }
    return result + "\n"
  }
}
