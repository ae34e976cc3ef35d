public import Files

extension Digest {
  /// Takes the digest of the weights called `names`: the architecture's name, if there is one, then in the order of their
  /// names a line with name, type and lengths, and the bytes.
  public init(of names: [String], architecture: String? = nil, tensor: (String) -> Tensor?) {
    var hasher = DigestHasher()
    if let architecture { hasher.update("\(architecture)\n") }
    for name in names.sorted() {
      guard let tensor = tensor(name) else { continue }
      let lengths = tensor.shape.map(String.init).joined(separator: ",")
      hasher.update("\(name) \(tensor.scalarType.rawValue) \(lengths)\n")
      tensor.withBytes { hasher.update($0) }
    }
    self = hasher.finalize()
  }
}
