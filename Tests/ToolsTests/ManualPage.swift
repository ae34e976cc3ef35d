import Foundation
import Testing

/// A page of the manual as its source is written.
struct ManualPage: CustomTestStringConvertible, Sendable {
  /// The path under `man`: `man1/ds-index.1`.
  let path: String
  var testDescription: String { path }
  /// The name of the page, which in section 1 is the tool's.
  var name: String { path.split(separator: "/")[1].split(separator: ".").dropLast().joined(separator: ".") }
  var file: URL { Tools.package.appending(path: "man/\(path)") }
  var source: String { Tools.text(of: file) }

  static let all: [ManualPage] = Tools.names(in: Tools.package.appending(path: "man")).flatMap { folder in
    Tools.names(in: Tools.package.appending(path: "man/\(folder)")).map { ManualPage(path: "\(folder)/\($0)") }
  }
  static let ofTools: [ManualPage] = all.filter { $0.path.hasPrefix("man1/") && Tools.all.contains($0.name) }

  /// The titles of the sections, in order.
  var sections: [String] {
    source.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { String($0.dropFirst(4)) }
  }

  /// The lines of a section, its heading first; empty when there is no such section.
  func section(_ title: String) -> [String] {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(of: ".Sh \(title)") else { return [] }
    return [lines[start]] + lines[(start + 1)...].prefix { !$0.hasPrefix(".Sh ") && !$0.isEmpty }
  }

  /// The command lines of EXAMPLES, as a shell reads them.
  var examples: [String] {
    section("EXAMPLES").filter { $0.hasPrefix(".Dl $ ") }.map { line in
      let escapes = [("\\-", "-"), ("\\&", ""), ("\\(dq", "\""), ("\\e", "\\")]
      return escapes.reduce(String(line.dropFirst(6))) { $0.replacing($1.0, with: $1.1) }
    }
  }

  /// The first form of the synopsis, as `--help` shows it: `[OPTIONS] -o FILE [INDEX]`.
  var synopsis: [String] {
    var words: [String] = []
    for line in section("SYNOPSIS").dropFirst() {
      if line == ".Nm" {
        if !words.isEmpty { break }
        words = [name]
        continue
      }
      var parts = line.split(separator: " ").map(String.init)
      let macro = parts.removeFirst()
      let text = parts.filter { !["Ar", "Fl", "Ns"].contains($0) }.joined(separator: " ").replacing(" ...", with: "...")
      words.append(macro == ".Op" ? text.hasSuffix("...") ? "[\(text.dropLast(3))]..." : "[\(text)]" : text)
    }
    return words
  }
}
