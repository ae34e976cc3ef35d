extension Command {
  /// The first line of `--help`.
  var usage: String { "Usage: \(name) [OPTIONS]\(operands.isEmpty ? "" : " \(operands)")" }

  /// What `--help` prints.
  package var helpText: String {
    let labels = options.map { Command.label(of: $0) }
    let column = min((labels.map(\.count).max() ?? 0) + 4, 34)
    var lines = [usage, summary.prefix(1).uppercased() + summary.dropFirst() + ".", ""]
    for (option, label) in zip(options, labels) {
      var line = "  " + label
      if line.count + 2 > column {
        lines.append(line)
        line = ""
      }
      for (index, part) in Command.wrap(option.helpWithDefault, width: 100 - column).enumerated() {
        if index > 0 { line = "" }
        lines.append(line + String(repeating: " ", count: column - line.count) + part)
      }
    }
    if !examples.isEmpty { lines += ["", "Example\(examples.count > 1 ? "s" : ""):"] + examples.map { "  " + $0 } }
    if !seeAlso.isEmpty { lines += ["", "See also: " + seeAlso.joined(separator: ", ")] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func label(of option: any OptionRow) -> String {
    let letter = option.letter.map { "-\($0), " } ?? "    "
    return letter + "--\(option.name)" + (option.valueName.map { " \($0)" } ?? "")
  }

  private static func wrap(_ text: String, width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension OptionRow {
  /// The help text with the choices and the default in brackets.
  var helpWithDefault: String {
    var text = help
    if !choices.isEmpty { text += ": " + choices.joined(separator: ", ") }
    if let defaultText { text += " [\(defaultText)]" }
    return text
  }
}
