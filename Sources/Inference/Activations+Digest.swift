public import Files
internal import Records
internal import Tensors

extension Activations {
  /// The digest of all rows: features, targets and splits; how the file came to be is not in it.
  public var digest: Digest {
    var hasher = DigestHasher()
    features.withBytes { hasher.update($0) }
    switch targets {
    case .single(let values): hasher.update(values.map(String.init).joined(separator: " "))
    case .several(let values, _): values.withUnsafeBytes { hasher.update($0) }
    }
    hasher.update(splits.map(\.rawValue).joined(separator: " "))
    return hasher.finalize()
  }
}
