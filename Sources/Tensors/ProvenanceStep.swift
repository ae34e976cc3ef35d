public import Files
internal import Records

/// One step of a file's history: which tool made it, how, and from what; never when or where.
public struct ProvenanceStep: Equatable, Sendable {
  /// The name of the tool.
  public let tool: String
  /// The version of the tool.
  public let version: String
  /// The command line, as far as the output depends on it.
  public let command: String
  /// The digests of the files that were read, by name without folders.
  public let inputs: [String: Digest]

  /// Describes a step.
  public init(tool: String, version: String, command: String, inputs: [String: Digest]) {
    self.tool = tool
    self.version = version
    self.command = command
    self.inputs = inputs
  }

  /// Puts the histories of all inputs before this step; what they share stays once, where it came first.
  public func after(_ histories: [ProvenanceStep]...) -> [ProvenanceStep] {
    ProvenanceStep.joined(histories) + [self]
  }

  /// Puts histories one after the other; what they share stays once, where it came first.
  static func joined(_ histories: [[ProvenanceStep]]) -> [ProvenanceStep] {
    var steps: [ProvenanceStep] = []
    for step in histories.joined() where !steps.contains(step) { steps.append(step) }
    return steps
  }
}

extension ProvenanceStep {
  /// Reads a step; an input is a digest, or the key among `known` that holds it.
  init?(json: JSONValue, known: [(key: String, digest: Digest)]) {
    guard let object = json.object, let tool = object["tool"]?.string, let version = object["version"]?.string,
      let command = object["command"]?.string, let fields = object["inputs"]?.object?.fields
    else { return nil }
    var inputs: [String: Digest] = [:]
    for field in fields {
      guard let text = field.value.string,
        let digest = known.first(where: { $0.key == text })?.digest ?? Digest(text)
      else { return nil }
      inputs[field.name] = digest
    }
    self.init(tool: tool, version: version, command: command, inputs: inputs)
  }

  /// The step as it is in files: tool, version, command, inputs.
  func json(known: [(key: String, digest: Digest)]) -> JSONValue {
    var files = JSONObject()
    for (name, digest) in inputs.sorted(by: { $0.key < $1.key }) {
      files.append(name, .string(known.first { $0.digest == digest }?.key ?? digest.description))
    }
    return .object([
      "tool": .string(tool), "version": .string(version), "command": .string(command), "inputs": .object(files),
    ])
  }
}
