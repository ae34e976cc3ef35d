extension Command {
  /// The OPTIONS section of the man page, in mdoc.
  ///
  /// A page holds exactly this text; `bin/manual` puts it there and a test compares.
  package var manualOptions: String {
    var lines = [".Sh OPTIONS", ".Bl -tag -width Ds"]
    for option in options {
      let value = option.valueName.map { " Ar \($0)" } ?? ""
      let letter = option.letter.map { "Fl \($0)\(value) , " } ?? ""
      lines.append(".It \(letter)Fl \\-\(option.name)\(value)")
      var sentence = Command.escape(option.help.prefix(1).uppercased() + option.help.dropFirst())
      if !option.choices.isEmpty { sentence += ": " + Command.escape(option.choices.joined(separator: ", ")) }
      lines.append(sentence + ".")
      if let defaultText = option.defaultText { lines.append("Default: \(Command.escape(defaultText)).") }
    }
    lines.append(".El")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Makes text safe for roff: backslashes and hyphens are themselves, and no line begins with a control character.
  private static func escape(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
