public import Files
public import Records

/// What a tensor file says about itself, in safetensors' `__metadata__`; finetools-tensors(5) describes the keys.
public struct TensorFileMetadata: Equatable, Sendable {
  /// What the file is for; `nil` when another program wrote it.
  public var kind: TensorFileKind?
  /// The name of the network.
  public var architecture: String?
  /// The names of the classes, in the order of the network's outputs.
  public var classes: [String]?
  /// What the network expects of its pixels.
  public var input: NetworkInput?
  /// The digest of the backbone that this is, or was made with.
  public var backbone: Digest?
  /// The digest of the index records that it was made from.
  public var index: Digest?
  /// How the file came to be, first step first; empty when it does not say.
  public var provenance: [ProvenanceStep]
  /// The keys that are not listed here, kept as they were.
  public var others: [String: String]

  /// The format that is written, and the newest that is read.
  public static let format = 1

  /// Describes a file.
  public init(
    kind: TensorFileKind?, architecture: String? = nil, classes: [String]? = nil, input: NetworkInput? = nil,
    backbone: Digest? = nil, index: Digest? = nil, provenance: [ProvenanceStep] = [], others: [String: String] = [:]
  ) {
    self.kind = kind
    self.architecture = architecture
    self.classes = classes
    self.input = input
    self.backbone = backbone
    self.index = index
    self.provenance = provenance
    self.others = others
  }
}

extension TensorFileMetadata {
  private enum Key: String, CaseIterable {
    case kind, format, architecture, classes, input, backbone, index, provenance
  }

  // The digests that steps of the provenance name by their key instead of repeating them: the header stays small.
  private var known: [(key: String, digest: Digest)] {
    [(Key.backbone, backbone), (Key.index, index)].compactMap { key, digest in digest.map { (key.rawValue, $0) } }
  }

  /// The keys with their values as JSON, in the order in which they are written.
  public var fields: JSONObject {
    var object = JSONObject()
    func append(_ key: Key, _ value: JSONValue?) {
      if let value { object.append(key.rawValue, value) }
    }
    if let kind {
      append(.kind, .string(kind.rawValue))
      append(.format, .integer(TensorFileMetadata.format))
    }
    append(.architecture, architecture.map(JSONValue.string))
    append(.classes, classes.map(JSONValue.strings))
    append(.input, input?.json)
    append(.backbone, backbone.map { .string($0.description) })
    append(.index, index.map { .string($0.description) })
    if !provenance.isEmpty { append(.provenance, .array(provenance.map { $0.json(known: known) })) }
    for (key, value) in others.sorted(by: { $0.key < $1.key }) where object[key] == nil {
      object.append(key, .string(value))
    }
    return object
  }

  /// The keys and values as they are written: safetensors allows texts only.
  var json: JSONObject {
    var object = JSONObject()
    for field in fields.fields { object.append(field.name, .string(field.value.string ?? field.value.text)) }
    return object
  }

  /// Reads the metadata of the file at `path`.
  ///
  /// Without a `kind` of ours, all keys are another program's and kept as they are.
  init(json: JSONObject, path: String) throws(FileError) {
    self.init(kind: nil)
    for field in json.fields {
      guard let text = field.value.string else {
        throw FileError("read", path, reason: "its metadata '\(field.name)' is not a text")
      }
      others[field.name] = text
    }
    guard let kind = others[Key.kind.rawValue].flatMap(TensorFileKind.init(rawValue:)) else { return }
    self.kind = kind
    others[Key.kind.rawValue] = nil

    func take<Value>(_ key: Key, _ read: (String) -> Value?) throws(FileError) -> Value? {
      guard let text = others.removeValue(forKey: key.rawValue) else { return nil }
      guard let value = read(text) else {
        throw FileError("read", path, reason: "its metadata '\(key.rawValue)' makes no sense")
      }
      return value
    }
    func parse(_ text: String) -> JSONValue? { try? JSONValue(parsing: text) }

    guard let format = try take(.format, { Int($0) }) else {
      throw FileError("read", path, reason: "its metadata has no 'format'")
    }
    guard format <= TensorFileMetadata.format else {
      let reason = "its format is \(format), and this version reads up to \(TensorFileMetadata.format)"
      throw FileError("read", path, reason: reason)
    }
    architecture = try take(.architecture) { $0 }
    classes = try take(.classes) { parse($0)?.strings }
    input = try take(.input) { parse($0).flatMap(NetworkInput.init(json:)) }
    backbone = try take(.backbone) { Digest($0) }
    index = try take(.index) { Digest($0) }
    provenance =
      try take(.provenance) { text in
        guard let steps = parse(text)?.array else { return nil }
        let read = steps.compactMap { ProvenanceStep(json: $0, known: known) }
        return read.count == steps.count ? read : nil
      } ?? []
  }
}
