internal import Files

/// What a tensor file is for.
public enum TensorFileKind: String, Sendable, CaseIterable {
  /// A pretrained network, from `import-weights`.
  case backbone
  /// The pooled features of photographs, from `precompute`.
  case activations
  /// A classifier on top of a backbone's features, from `fit-head`.
  case head
  /// A whole network, from `fit-full`.
  case model
  /// How far a training has come, from `fit-full`.
  case state

  /// The kind in a sentence, with its article.
  var phrase: String {
    switch self {
    case .backbone: "a backbone"
    case .activations: "a file of activations"
    case .head: "a head"
    case .model: "a model"
    case .state: "the state of a training"
    }
  }
}

/// A tensor file that is whole, but not of the kind that is needed: `'x.safetensors' is a head, not a backbone`.
public struct TensorFileKindError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What it is; `nil` when it does not say, because another program wrote it.
  public let kind: TensorFileKind?
  /// What is needed.
  public let expected: TensorFileKind

  /// The whole sentence, without the tool's name.
  public var description: String {
    let found = kind?.phrase ?? "a safetensors file without a kind"
    let advice = kind == nil && expected == .backbone ? "; import-weights makes one of published weights" : ""
    return "\(StandardStream.inputName(path)) is \(found), not \(expected.phrase)\(advice)"
  }
}
