internal import CommandLine
internal import Files
internal import Records
internal import Tensors

/// What `tensor-info` says about a file.
struct FileDescription {
  private let file: TensorFile

  init(_ file: TensorFile) { self.file = file }

  /// For eyes: what the file says about itself, its history, and a table of the tensors.
  var text: String {
    let lines = facts
    let width = (lines.map(\.name.count).max() ?? 0) + 2
    var text = ""
    for (name, value) in lines {
      text += name + String(repeating: " ", count: width - name.count) + value.printable() + "\n"
    }
    if !lines.isEmpty { text += "\n" }
    var table = TextTable(["tensor", "type", "shape", "bytes"])
    for (name, tensor) in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: "×")
      table.append([
        name.printable(), tensor.scalarType.rawValue, shape.isEmpty ? "1 number" : shape,
        String(tensor.byteCount),
      ])
    }
    return text + table.text
  }

  /// For programs: a record of the metadata, and one of each tensor.
  var records: String {
    var lines = [
      JSONObject(dictionaryLiteral: ("path", .string(file.path)), ("metadata", .object(file.metadata.fields)))
    ]
    for (name, tensor) in tensors {
      lines.append([
        "name": .string(name), "type": .string(tensor.scalarType.rawValue),
        "shape": .array(tensor.shape.map(JSONValue.integer)), "bytes": .integer(tensor.byteCount),
      ])
    }
    return lines.map { $0.text + "\n" }.joined()
  }

  private var tensors: [(name: String, tensor: Tensor)] {
    file.names.compactMap { name in file[name].map { (name, $0) } }
  }

  private var facts: [(name: String, value: String)] {
    let metadata = file.metadata
    var facts: [(name: String, value: String)] = []
    func add(_ name: String, _ value: String?) {
      if let value { facts.append((name, value)) }
    }
    add("kind", metadata.kind?.rawValue)
    add("architecture", metadata.architecture)
    add("input", metadata.input.map(FileDescription.sentence))
    add("rows", rows)
    add("classes", metadata.classes.map { "\($0.count): \($0.joined(separator: ", "))" })
    add("backbone", metadata.backbone?.description)
    add("index", metadata.index?.description)
    for (key, value) in metadata.others.sorted(by: { $0.key < $1.key }) { add(key, value) }
    for step in metadata.provenance {
      add("made by", "\(step.command) (version \(step.version))")
      for (name, digest) in step.inputs.sorted(by: { $0.key < $1.key }) { add("  from", "\(name) \(digest)") }
    }
    return facts
  }

  /// The rows of activations, and how they are split; `nil` for other files.
  private var rows: String? {
    guard file.metadata.kind == .activations, let codes = file["split"]?.integers else { return nil }
    let counts = Split.allCases.enumerated().compactMap { code, split in
      let count = codes.count { $0 == code }
      return count > 0 ? "\(count) \(split.rawValue)" : nil
    }
    return "\(codes.count): \(counts.joined(separator: ", "))"
  }

  private static func sentence(_ input: NetworkInput) -> String {
    func list(_ values: [Float]) -> String { values.map(\.description).joined(separator: " ") }
    return "\(input.size) pixels, crop fraction \(input.cropFraction), \(input.crop.rawValue), "
      + "\(input.interpolation.rawValue), mean \(list(input.mean)), std \(list(input.standardDeviation))"
  }
}
