/// Completion of a tool's options in the shells, made from its option table.
struct Completion {
  private let command: Command
  /// What the tool is called where it is installed.
  private let program: String

  init(_ command: Command, program: String) {
    self.command = command
    self.program = program
  }

  /// A function for bash: words of a choice, the options' names, and otherwise the files that bash offers by itself.
  var bash: String {
    let function = "_finetools_" + program.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    var lines = [
      "# \(program): completion for bash, made by \(program) --generate complete-bash",
      "\(function)() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}",
      "  COMPREPLY=()",
      "  case $before in",
    ]
    for option in command.options where option.valueName != nil {
      let answer =
        option.choices.isEmpty
        ? "return" : "COMPREPLY=($(compgen -W '\(option.choices.joined(separator: " "))' -- \"$word\")); return"
      lines.append("    \(option.spellings.joined(separator: "|"))) \(answer) ;;")
    }
    let names = command.options.flatMap(\.spellings).joined(separator: " ")
    lines += [
      "  esac",
      "  [[ $word == -* ]] && COMPREPLY=($(compgen -W '\(names)' -- \"$word\"))",
      "}",
      "complete -o default -F \(function) \(program)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A function for zsh, by its `_arguments`.
  var zsh: String {
    func escape(_ text: String) -> String {
      var result = ""
      for character in text {
        if "[]:\\".contains(character) { result += "\\" }
        result += character == "'" ? "'\\''" : String(character)
      }
      return result
    }
    var lines = ["#compdef \(program)", "_arguments -s -S \\"]
    for option in command.options {
      let value = option.valueName.map { name in
        let values =
          option.choices.isEmpty ? option.takesFile ? "_files" : " " : "(\(option.choices.joined(separator: " ")))"
        return ":\(escape(name)):\(values)"
      }
      let tail = "'[\(escape(option.help))]\(value ?? "")'"
      let long = "--\(option.name)" + (value == nil ? "" : "=")
      if let letter = option.letter {
        lines.append(
          "  '(-\(letter) --\(option.name))'{-\(letter)\(value == nil ? "" : "+"),\(long)}\(tail) \\")
      } else {
        lines.append("  '\(long)'\(tail) \\")
      }
    }
    lines.append("  '*:file:_files'")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line an option for fish.
  var fish: String {
    func quote(_ text: String) -> String {
      "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
    return command.options.map { option in
      var line = "complete -c \(program)"
      if let letter = option.letter { line += " -s \(letter)" }
      line += " -l \(option.name)"
      if !option.choices.isEmpty {
        line += " -x -a \(quote(option.choices.joined(separator: " ")))"
      } else if option.valueName != nil {
        line += option.takesFile ? " -r -F" : " -x"
      }
      return line + " -d \(quote(option.help))\n"
    }.joined()
  }
}

extension OptionRow {
  /// How the option is written: `--output`, `-o`.
  fileprivate var spellings: [String] { ["--\(name)"] + (letter.map { ["-\($0)"] } ?? []) }
  fileprivate var takesFile: Bool { valueName == "FILE" || valueName == "DIR" }
}

extension Command {
  /// Returns what `--generate KIND [PROGRAM]` asks for; `nil` when it is nothing that is known.
  ///
  /// - Parameters:
  ///   - kind: `manual-options`, `complete-bash`, `complete-zsh` or `complete-fish`.
  ///   - program: What the tool is called where it is installed.
  func generated(_ kind: String, program: String) -> String? {
    let completion = Completion(self, program: program)
    return switch kind {
    case "manual-options": manualOptions
    case "complete-bash": completion.bash
    case "complete-zsh": completion.zsh
    case "complete-fish": completion.fish
    default: nil
    }
  }
}
